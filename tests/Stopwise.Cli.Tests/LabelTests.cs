using System.Text.Json;

namespace Stopwise.Cli.Tests;

public sealed class LabelTests : IDisposable
{
    private const string Lines = """
        {"run":"r1","task":"t1","agent":"mine","outcome":"solved"}
        {"run":"r1","step":1,"message":"I look","tool":"bash","command":"ls","result":"a b"}
        """;

    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_label_by_hand_outlives_the_import_of_its_source_even_grown()
    {
        var source = _screen.InFolder("r1.jsonl", Lines);
        _screen.Run("import", source).ShouldBe(ExitCodes.Ok);
        Verdict().ShouldBe("solved");

        _screen.Run("label", "r1", "failed", "--reason", "reverted \u001b[31mnext day").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("r1 is failed now, by hand; it was solved.");
        _screen.Run("import", source).ShouldBe(ExitCodes.Ok);
        Verdict().ShouldBe("failed");

        File.AppendAllText(source, "\n" + """{"run":"r1","step":2,"message":"Done"}""");
        _screen.Run("import", source).ShouldBe(ExitCodes.Ok);
        _screen.Run("show", "r1");
        _screen.Output.ShouldContain("outcome  failed, says hand: reverted next day");
        _screen.Output.ShouldContain("Done");
    }

    [Fact]
    public void A_labels_file_given_later_wins_over_the_hand_and_the_hand_over_an_earlier_one()
    {
        var source = _screen.InFolder("r1.jsonl", Lines);
        var labels = _screen.InFolder("outcomes.csv", "run,outcome\nr1,solved\n");
        _screen.Run("import", source);
        _screen.Run("label", "last", "failed");

        _screen.Run("import", source, "--labels", labels).ShouldBe(ExitCodes.Ok);
        Verdict().ShouldBe("solved");

        _screen.Run("label", "last", "failed");
        _screen.Run("import", source);
        Verdict().ShouldBe("failed");
    }

    [Fact]
    public void Unknown_takes_a_run_out_of_every_promise()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("label", "last", "unknown", "--json").ShouldBe(ExitCodes.Ok);
        using var labelled = JsonDocument.Parse(_screen.Output);

        labelled.RootElement.GetProperty("run").GetString().ShouldBe("mini/django-1");
        labelled.RootElement.GetProperty("before").GetProperty("state").GetString().ShouldBe("solved");
        labelled.RootElement.GetProperty("outcome").GetProperty("state").GetString().ShouldBe("unknown");
        labelled.RootElement.GetProperty("outcome").GetProperty("trusted").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_label_changes_nothing_and_says_what_to_say()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("label", "last", "good").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe("stopwise: OUTCOME is good: say solved, failed or unknown.");
        _screen.Run("label", "nobody", "failed").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldContain("No run is called nobody");
        Verdict().ShouldBe("solved");
    }

    private string? Verdict()
    {
        _screen.Run("show", "last", "--json");
        using var run = JsonDocument.Parse(_screen.Output);
        return run.RootElement.GetProperty("outcome").GetProperty("state").GetString();
    }
}
