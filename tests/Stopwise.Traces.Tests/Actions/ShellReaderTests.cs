using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Tests.Actions;

public class ShellReaderTests
{
    [Theory]
    [InlineData("ls -la | grep 'a b' && cat x", "ls -la;grep a b;cat x")]
    [InlineData("cd /app; python -c \"print('hi')\"", "cd /app;python -c print('hi')")]
    [InlineData("FOO=1 sudo make -j2 # comment", "FOO=1 sudo make -j2")]
    [InlineData("echo $(date; ls) done", "echo $(date; ls) done")]
    [InlineData("a\\\nb", "ab")]
    public void A_line_is_its_simple_commands(string text, string expected) =>
        string.Join(';', ShellReader.Read(text).Select(c => string.Join(' ', c.Words))).ShouldBe(expected);

    [Theory]
    [InlineData("echo x > out.txt", "out.txt")]
    [InlineData("echo x >>out.txt 2>&1", "out.txt")]
    [InlineData("make 2>/dev/null >log", "log")]
    [InlineData("make &> all.log", "all.log")]
    [InlineData("cat < in.txt", "")]
    [InlineData("diff <(sort a) b", "")]
    public void Redirections_name_what_they_write(string text, string expected) =>
        string.Join(' ', ShellReader.Read(text).SelectMany(c => c.Writes)).ShouldBe(expected);

    [Fact]
    public void A_heredoc_belongs_to_its_command_and_is_not_read_as_commands()
    {
        var commands = ShellReader.Read("cat <<'EOF' > a.py\nrm -rf /\nEOF\npython a.py");

        commands.Count.ShouldBe(2);
        commands[0].Heredoc.ShouldBe("rm -rf /\n");
        commands[0].Writes.ShouldBe(["a.py"]);
        commands[1].Program.ShouldBe("python");
    }

    [Fact]
    public void Any_text_is_read_without_an_exception()
    {
        var random = new Random(5);
        const string Alphabet = "ab'\"\\$()<>|&;\n\t #=-EOF{}`";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])
            );
            ShellReader.Read(text).ShouldNotBeNull();
        }
    }
}
