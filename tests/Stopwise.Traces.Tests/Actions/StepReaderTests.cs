using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Actions;

public class StepReaderTests
{
    [Theory]
    [InlineData("ls -la && cat a.py | head -5")]
    [InlineData("grep -rn foo . 2>/dev/null")]
    [InlineData("sed -n '1,20p' a.py")]
    [InlineData("git diff HEAD~1 -- a.py")]
    [InlineData("find . -name '*.py'")]
    public void Looking_changes_nothing(string command) => Read(command).Changes.ShouldBeFalse();

    [Theory]
    [InlineData("sed -i 's/a/b/' src/a.py", "src/a.py")]
    [InlineData("sed -i '1i x\ny' src/a.py", "src/a.py")]
    [InlineData("cp b.py src/a.py", "src/a.py")]
    [InlineData("echo x | tee src/a.py", "src/a.py")]
    [InlineData("git checkout src/a.py", "src/a.py")]
    [InlineData("python - <<'E'\np='src/a.py'\ns=open(p).read()\nopen(p,'w').write(s)\nE", "src/a.py")]
    [InlineData("python -c \"open('src/a.py','w').write('x')\"", "src/a.py")]
    [InlineData("cat > src/a.py <<E\nx\nE", "src/a.py")]
    public void Writes_are_found(string command, string path)
    {
        var reading = Read(command);

        reading.Changes.ShouldBeTrue();
        reading.Written.ShouldContain(path);
    }

    [Theory]
    [InlineData("cat src/a.py | head -5", StepKind.Explore)]
    [InlineData("cd /app && sed -i 's/a/b/' src/a.py && pytest -q", StepKind.Change)]
    [InlineData("pytest -q tests/test_a.py 2>&1 | tail -3", StepKind.Verify)]
    [InlineData("pip install numpy", StepKind.Change)]
    public void Of_several_purposes_the_strongest_counts(string command, StepKind kind) =>
        Read(command).Kind.ShouldBe(kind);

    [Fact]
    public void A_step_without_a_call_talks() =>
        new StepReader()
            .Read(
                new Step
                {
                    Index = 0,
                    Turn = 0,
                    Message = "Done.",
                }
            )
            .Kind.ShouldBe(StepKind.Communicate);

    [Fact]
    public void Looking_names_its_files_from_where_the_command_began() =>
        Read("cd src && cat a.py ./b/c.txt | grep -n 'x y' && sed -n '1,5p' d.py")
            .Calls[0]
            .Looked.ShouldBe(["src/a.py", "src/b/c.txt", "src/d.py"], ignoreOrder: true);

    [Theory]
    [InlineData("patch -p1 < x.diff")]
    [InlineData("git stash")]
    [InlineData("git reset --hard")]
    public void What_cannot_be_named_is_opaque(string command) => Read(command).Opaque.ShouldBeTrue();

    [Fact]
    public void Own_scratch_is_no_edit_but_a_script_that_writes_is()
    {
        var reader = new StepReader();

        reader.Read(RunMaker.Shell(0, "cat > repro.py <<E\nprint(1)\nE")).Edits.ShouldBeFalse();
        reader.Read(RunMaker.Shell(1, "python repro.py")).IsCheck.ShouldBeTrue();
        reader.Read(RunMaker.Shell(2, "rm repro.py")).Edits.ShouldBeFalse();
        reader.Read(RunMaker.Shell(3, "cat > fix.py <<E\nopen('src/a.py','w').write('x')\nE")).Edits.ShouldBeFalse();
        var run = reader.Read(RunMaker.Shell(4, "python fix.py"));
        run.Edits.ShouldBeTrue();
        run.Written.ShouldContain("src/a.py");
    }

    [Fact]
    public void To_overwrite_a_file_that_was_read_before_is_an_edit()
    {
        var reader = new StepReader();

        reader.Read(RunMaker.Shell(0, "cat src/a.py"));
        reader.Read(RunMaker.Shell(1, "cat > src/a.py <<E\nx\nE")).Edits.ShouldBeTrue();
        reader.Read(RunMaker.Shell(2, "cat missing.py", "cat: missing.py: No such file or directory", exit: 1));
        reader.Read(RunMaker.Shell(3, "cat > missing.py <<E\nx\nE")).Edits.ShouldBeFalse();
    }

    [Theory]
    [InlineData("pytest -q", "5 passed in 0.1s", 0, true, 0)]
    [InlineData("pytest -q", "2 failed, 3 passed in 0.1s", 1, false, 2)]
    [InlineData("python -m unittest", "FAILED (failures=4)", 1, false, 4)]
    [InlineData("npm test", "boom", 1, false, null)]
    public void Checks_pass_or_fail_by_exit_code_and_summary(
        string command,
        string result,
        int exit,
        bool passed,
        int? failing
    )
    {
        var reading = Read(command, result, exit);

        reading.IsCheck.ShouldBeTrue();
        reading.CheckPassed.ShouldBe(passed);
        reading.FailingTests.ShouldBe(failing);
    }

    [Fact]
    public void A_search_without_a_hit_is_no_error()
    {
        Read("grep foo a.py", "", exit: 1).IsError.ShouldBeFalse();
        Read("cat missing", "cat: missing: No such file or directory", exit: 1).IsError.ShouldBeTrue();
    }

    [Theory]
    [InlineData("get_user_details", false)]
    [InlineData("Read", false)]
    [InlineData("update_reservation_flights", true)]
    [InlineData("Write", true)]
    [InlineData("something_new", true)]
    public void Tools_that_are_not_known_to_look_change_things(string tool, bool changes) =>
        new StepReader().Read(RunMaker.Tool(0, tool)).Changes.ShouldBe(changes);

    private static StepReading Read(string command, string result = "", int exit = 0) =>
        new StepReader().Read(RunMaker.Shell(0, command, result, exit));
}
