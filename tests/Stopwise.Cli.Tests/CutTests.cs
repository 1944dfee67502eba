namespace Stopwise.Cli.Tests;

public class CutTests
{
    [Fact]
    public void A_cut_is_written_once_and_never_over_a_file_unless_forced()
    {
        using var screen = new Screen();
        screen.Put(Screen.Sample());
        var path = screen.InFolder("cut.json", "mine");

        screen.Run("cut", "last", "--before", "2", "--out", path).ShouldBe(ExitCodes.Usage);
        screen.Error.ShouldContain("--force");
        File.ReadAllText(path).ShouldBe("mine");
        screen.Run("cut", "last", "--before", "2", "--out", path, "--force").ShouldBe(ExitCodes.Ok);
        screen.Output.ShouldContain("Wrote 2 steps of mini/django-1");
        File.ReadAllText(path).ShouldContain("\"role\": \"assistant\"");
    }

    [Fact]
    public void The_hint_is_the_last_thing_the_user_says()
    {
        using var screen = new Screen();
        screen.Put(Screen.Sample());
        var hint = screen.InFolder("hint.txt", "Look at the model first.\n");
        var path = Path.Combine(Path.GetDirectoryName(hint)!, "out.json");

        screen.Run("cut", "last", "--before", "2", "--hint-file", hint, "--out", path, "--json").ShouldBe(ExitCodes.Ok);

        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(path));
        var last = json.RootElement.GetProperty("messages").EnumerateArray().Last();
        last.GetProperty("role").GetString().ShouldBe("user");
        last.GetProperty("content").GetString()!.ShouldEndWith("Look at the model first.");
        screen.Output.ShouldContain("\"hint\": true");
    }

    [Fact]
    public void The_way_of_the_solved_run_can_be_the_hint()
    {
        using var screen = new Screen();
        screen.Put(
            DiffTests.Run("failed", false, "src/a.py", passes: false),
            DiffTests.Run("solved", true, "src/b.py", passes: true)
        );
        var path = screen.InFolder("hint.json", "");

        screen.Run("cut", "failed", "--before", "5", "--hint-kin", "--out", path, "--force").ShouldBe(ExitCodes.Ok);

        File.ReadAllText(path).ShouldContain("the solved run edits src/b.py");
    }

    [Theory]
    [InlineData("--before 9", "steps 0 to 2")]
    [InlineData("--before 1 --format pdf", "--format is pdf")]
    [InlineData("--before 1 --hint a --hint-kin", "Say one of")]
    [InlineData("--before 1 --hint-kin", "No solved run")]
    public void What_cannot_be_done_is_said(string arguments, string message)
    {
        using var screen = new Screen();
        screen.Put(Screen.Sample());

        screen.Run(["cut", "last", .. arguments.Split(' ')]).ShouldBe(ExitCodes.Usage);

        screen.Error.ShouldContain(message);
    }
}
