namespace Stopwise.Traces.Kin;

public class StableTextTests
{
    [Theory]
    [InlineData("sed -n '1,40p' src/a.py", "sed -n 40,120p  src/a.py")]
    [InlineData("git show 3f2a9c81e77", "git show 0b1d2e3f4a5")]
    [InlineData("curl http://localhost:8080", "curl http://localhost:9090")]
    [InlineData("touch log-2026-03-01", "touch log-2025-12-24")]
    public void Commands_that_differ_by_chance_are_one(string a, string b) =>
        StableText.Of(a).ShouldBe(StableText.Of(b));

    [Theory]
    [InlineData("pytest tests/test_a.py", "pytest tests/test_b.py")]
    [InlineData("python test_1.py", "python test_2.py")]
    [InlineData("grep foo", "grep bar")]
    public void Commands_that_do_other_things_stay_apart(string a, string b) =>
        StableText.Of(a).ShouldNotBe(StableText.Of(b));

    [Theory]
    [InlineData("/testbed/src/a.py", "/testbed", "src/a.py")]
    [InlineData("./src/a.py", null, "src/a.py")]
    [InlineData("/home/ann/shop/src/deep/a.py", "/home/ann/shop", "deep/a.py")]
    [InlineData("/testbed-2/a.py", "/testbed", "testbed-2/a.py")]
    [InlineData("/tmp/x8f3/check.py", "/testbed", "/tmp/#")]
    [InlineData("/testbed", "/testbed", ".")]
    [InlineData("a.py", "/testbed", "a.py")]
    public void A_path_is_short_and_below_the_working_folder(string path, string? folder, string expected) =>
        StableText.Path(path, folder).ShouldBe(expected);

    [Theory]
    [InlineData("cd /testbed && pytest -q", "pytest")]
    [InlineData("A=1 sudo /usr/bin/env python3 x.py", "python3")]
    [InlineData("timeout 60 make", "make")]
    [InlineData("", "")]
    public void The_program_stands_behind_folder_assignments_and_wrappers(string command, string program)
    {
        StableText.Folder(command, out var rest);

        StableText.Program(rest).ShouldBe(program);
    }

    [Fact]
    public void Words_leave_out_options_and_numbers_and_keep_quotations_whole()
    {
        var words = StableText.Words("pip install -q 'numpy < 2' /app/src/pkg 3 | tail -5\nsecond line", "/app");

        words.ShouldBe(["pip", "install", "numpy < #", "src/pkg", "tail"]);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("echo 'open")]
    [InlineData("a|&;(")]
    [InlineData("")]
    public void Broken_commands_have_words_too(string command) =>
        StableText.Words(command, null).Count.ShouldBeLessThan(3);
}
