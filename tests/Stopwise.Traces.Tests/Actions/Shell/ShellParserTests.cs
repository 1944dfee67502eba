using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Tests.Actions.Shell;

public class ShellParserTests
{
    [Theory]
    [InlineData("ls -la | grep 'a b' && cat x", "ls -la;grep a b;cat x")]
    [InlineData("cd /app; python -c \"print('hi')\"", "cd /app;python -c print('hi')")]
    [InlineData("FOO=1 sudo make -j2 # comment", "sudo make -j2")]
    [InlineData("echo $(date; ls) done", "date;ls;echo $(date; ls) done")]
    [InlineData("echo \"now: $(date \"+%s\") `id -u`\"", "date +%s;id -u;echo now: $(date \"+%s\") `id -u`")]
    [InlineData("a\\\nb", "ab")]
    [InlineData("a \\\n  b", "a b")]
    [InlineData("(cd x && ls) || { pwd; }", "cd x;ls;pwd")]
    [InlineData("if test -f a; then cat a; elif b; then c; else d; fi", "test -f a;cat a;b;c;d")]
    [InlineData("for f in a b; do rm \"$f.txt\"; done", "rm $f.txt")]
    [InlineData("for ((i=0; i<3; i++)); do ls; done", "ls")]
    [InlineData("while read -r l; do echo $l; done < in.txt", "read -r l;echo $l;")]
    [InlineData("case $x in a|b) ls ;; \"c)\") pwd;; *) id; esac", "ls;pwd;id")]
    [InlineData("f() { rm x; }; f", "rm x;f")]
    [InlineData("function g { ls; }", "ls")]
    [InlineData("[[ -f a && $b == (c|d) ]] && ls", "[[;ls")]
    [InlineData("x=$((1 + (2*3))); echo $x", "echo $x")]
    [InlineData("a=(1 2 $(ls)); echo ${a[0]}", "ls;echo ${a[0]}")]
    [InlineData("F=src/a.py; cat $F \"${F}\"", "cat src/a.py src/a.py")]
    [InlineData("echo $'a\\nb'", "echo a\nb")]
    [InlineData("echo a#b # c", "echo a#b")]
    [InlineData("! grep x y", "grep x y")]
    [InlineData("a |& b", "a;b")]
    public void A_text_is_its_simple_commands(string text, string expected) =>
        string.Join(';', ShellParser.Parse(text).Commands.Select(c => string.Join(' ', c.Words))).ShouldBe(expected);

    [Theory]
    [InlineData("echo x > out.txt", "out.txt")]
    [InlineData("echo x >>out.txt 2>&1", "out.txt+e")]
    [InlineData("make 2>/dev/null >log", "log")]
    [InlineData("make &> all.log", "all.log+e")]
    [InlineData("make >& all.log", "all.log+e")]
    [InlineData("make 2> err.txt", "err.txt+only")]
    [InlineData("set -C; echo >| forced", "forced")]
    [InlineData("cat < in.txt", "")]
    [InlineData("diff <(sort a) b", "")]
    [InlineData("(ls; pwd) > both", "both")]
    [InlineData("for i in 1; do ls; done >> all", "all")]
    [InlineData("exec 3>lock", "lock")]
    [InlineData("echo 2 > two", "two")]
    [InlineData("echo a2>b", "b")]
    [InlineData("ls >&2", "")]
    public void Redirections_name_what_they_write(string text, string expected) =>
        string.Join(
                ' ',
                ShellParser
                    .Parse(text)
                    .Commands.SelectMany(c => c.Redirections)
                    .Where(r => r.Writes && !r.IsDevice)
                    .Select(r =>
                        r.Target
                        + (
                            r.ErrorsOnly ? "+only"
                            : r.WithErrors ? "+e"
                            : ""
                        )
                    )
            )
            .ShouldBe(expected);

    [Fact]
    public void A_heredoc_belongs_to_its_command_and_is_not_read_as_commands()
    {
        var commands = ShellParser.Parse("cat <<'EOF' > a.py\nrm -rf /\nEOF\npython a.py").Commands;

        commands.Count.ShouldBe(2);
        commands[0].Input!.Text.ToString().ShouldBe("rm -rf /\n");
        commands[0].Redirections[0].Target.ShouldBe("a.py");
        commands[1].Words.ShouldBe(["python", "a.py"]);
    }

    [Fact]
    public void Several_heredocs_of_a_line_follow_each_other()
    {
        var commands = ShellParser.Parse("cat <<A > a; cat <<-\"B C\" > b\n1\nA\n\t2\n\tB C\nls <<< word").Commands;

        commands.Select(c => c.Input!.Text.ToString()).ShouldBe(["1\n", "\t2\n", "word"]);
    }

    [Fact]
    public void A_heredoc_inside_a_substitution_ends_inside_it()
    {
        var commands = ShellParser.Parse("git commit -m \"$(cat <<'E'\nTitle (of) it\nE\n)\" && ls").Commands;

        commands.Select(c => c.Words[0]).ShouldBe(["cat", "git", "ls"]);
        commands[0].Input!.Text.ToString().ShouldBe("Title (of) it\n");
    }

    [Fact]
    public void A_change_of_directory_lasts_until_its_bracket_closes()
    {
        var commands = ShellParser.Parse("cd /a && (cd b; ls); ls; cd ../c/./d; ls; cd -; ls").Commands;

        commands.Where(c => c.Words[0] == "ls").Select(c => c.Directory).ShouldBe(["/a/b", "/a", "/c/d", "$OLDPWD"]);
    }

    [Fact]
    public void Pipes_and_what_runs_behind_are_known()
    {
        var commands = ShellParser.Parse("cat a |\n sort & ls").Commands;

        commands[1].PipedFrom.ShouldBe(commands[0]);
        commands.Select(c => c.Background).ShouldBe([false, true, false]);
    }

    [Theory]
    [InlineData("ls; echo 'open", 0)]
    [InlineData("ls\necho \"open", 1)]
    [InlineData("ls\npwd\necho $(date", 2)]
    [InlineData("(ls", 0)]
    [InlineData("ls )", 0)]
    [InlineData("if true; then ls", 0)]
    [InlineData("> > x", 0)]
    [InlineData("};", 0)]
    [InlineData("ls && (pwd); { id; }", 3)]
    public void A_line_that_a_shell_would_refuse_is_not_run(string text, int understood) =>
        ShellParser.Parse(text).Understood.ShouldBe(understood);
}
