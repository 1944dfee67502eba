using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Tests.Actions;

public class CallReadingTests
{
    [Theory]
    [InlineData("cat a.py | head -5", "a.py")]
    [InlineData("cd src && sed -n '1,20p' ../a.py b/c.py", "a.py src/b/c.py")]
    [InlineData("grep -n 'a.b' x.py y.py", "x.py y.py")]
    [InlineData("awk '{print $1}' data.csv", "data.csv")]
    [InlineData("git show HEAD:src/a.py", "src/a.py")]
    [InlineData("git diff main -- src/a.py", "src/a.py")]
    [InlineData("sort < names.txt", "names.txt")]
    [InlineData("F=a.py; nl -ba $F", "a.py")]
    [InlineData("find . -name '*.py' | xargs grep -l x", "")]
    [InlineData("python -c \"print(open('a.json').read())\"", "a.json")]
    [InlineData("cat Makefile", "Makefile")]
    public void Files_that_a_command_reads_are_named(string command, string expected) =>
        string.Join(' ', Shell(command).Looked).ShouldBe(expected);

    [Theory]
    [InlineData("sed -i -e 's/a/b/' -e '3d' x.py y.py", "x.py y.py")]
    [InlineData("cd lib; perl -pi -e 's/a/b/' z.rb", "lib/z.rb")]
    [InlineData("cp src/a.py src/b.py", "src/b.py")]
    [InlineData("cp a.py b.py src/", "src/a.py src/b.py")]
    [InlineData("bash -lc 'cd /app && echo x > y'", "/app/y")]
    [InlineData("sudo tee /etc/a.conf <<E\nx\nE", "/etc/a.conf")]
    [InlineData("git apply <<'E'\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\nE", "src/a.py")]
    [InlineData("curl -sSLo tool.tgz https://example.org/tool.tgz", "tool.tgz")]
    [InlineData("timeout 5 node -e \"require('fs').writeFileSync('a.js','')\"", "a.js")]
    public void Files_that_a_command_writes_are_named(string command, string expected) =>
        string.Join(' ', Shell(command).Written).ShouldBe(expected);

    [Theory]
    [InlineData("git checkout -- src/a.py", "src/a.py")]
    [InlineData("git checkout src/a.py", "src/a.py")]
    [InlineData("git restore a.py b.py", "a.py b.py")]
    [InlineData("git stash", ".")]
    [InlineData("git reset --hard HEAD~1", ".")]
    [InlineData("git checkout .", ".")]
    [InlineData("git stash pop", "")]
    [InlineData("git checkout -b topic", "")]
    public void Reverts_are_told_from_other_moves(string command, string expected) =>
        string.Join(' ', Shell(command).Reverts).ShouldBe(expected);

    [Theory]
    [InlineData("grep -rn \"class Foo\" src", "class Foo")]
    [InlineData("find . -name '*.py'", "*.py")]
    [InlineData("rg -e a -e b", "a b")]
    public void Searches_are_kept(string command, string expected) =>
        string.Join(' ', Shell(command).Searches).ShouldBe(expected);

    [Fact]
    public void A_file_only_named_in_a_variable_makes_the_call_opaque() =>
        Shell("for f in $(ls); do sed -i s/a/b/ $f; done").Opaque.ShouldBeTrue();

    [Theory]
    [InlineData("Edit", """{"file_path":"/a/b.py","old_string":"x","new_string":"y"}""", "/a/b.py")]
    [InlineData("get_order_details", """{"order_id":"#W1"}""", "#W1")]
    [InlineData("WebFetch", """{"url":"https://example.org","prompt":"x"}""", "https://example.org")]
    [InlineData("Grep", """{"pattern":"x","path":"src/a.py"}""", "src/a.py")]
    public void A_call_about_one_thing_has_it_as_target(string tool, string arguments, string target) =>
        Tool(tool, arguments).Target.ShouldBe(target);

    [Fact]
    public void An_undo_reverts_its_file()
    {
        var reading = Tool("str_replace_editor", """{"command":"undo_edit","path":"/a.py"}""");

        (reading.Kind, reading.Reverts[0]).ShouldBe((StepKind.Change, "/a.py"));
    }

    [Fact]
    public void A_script_written_with_an_editor_is_judged_by_its_text_when_it_is_run()
    {
        var reader = new StepReader();
        reader.Read(
            RunMaker.Tool(0, "Write", """{"file_path":"/app/fix.py","content":"open('src/a.py','w').write('x')"}""")
        );
        reader.Read(RunMaker.Tool(1, "Write", """{"file_path":"/app/look.py","content":"print(1)"}"""));

        var fix = reader.Read(RunMaker.Shell(2, "cd /app && python fix.py")).Calls[0];
        (fix.Kind, fix.Written[0]).ShouldBe((StepKind.Change, "/app/src/a.py"));
        reader.Read(RunMaker.Shell(3, "python3 look.py")).Calls[0].Kind.ShouldBe(StepKind.Verify);
    }

    [Fact]
    public void Handing_in_is_talk_even_where_it_stages_files() =>
        Shell("echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A && git diff --cached")
            .Kind.ShouldBe(StepKind.Communicate);

    private static CallReading Shell(string command) => new StepReader().Read(RunMaker.Shell(0, command)).Calls[0];

    private static CallReading Tool(string name, string arguments) =>
        new StepReader().Read(RunMaker.Tool(0, name, arguments)).Calls[0];
}
