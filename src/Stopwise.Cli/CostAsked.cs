using System.CommandLine;
using System.Globalization;
using Stopwise.Cli.Commands;
using Stopwise.Exits;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli;

/// <summary>What the user wants <c>cost</c> to price, group and list.</summary>
internal static class CostAsked
{
    private const string Watts = "watts=";

    private static readonly Option<string?> Prices = new("--prices")
    {
        Description = "Prices that go before the shipped ones.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Energy = new("--energy")
    {
        Description = "Estimate joules: the name of a shipped energy model, a file with one, or watts=LOW-HIGH.",
        HelpName = "MODEL",
    };

    private static readonly Option<string?> By = new("--by")
    {
        Description = "What the groups share: agent, model, task, run or format. Default: agent and model.",
        HelpName = "WHAT",
    };

    private static readonly Option<int> Top = new("--top")
    {
        Description = "How many of the dearest runs and groups to show.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    public static IReadOnlyList<Option> Options { get; } =
    [Prices, Energy, By, Top, RunsCommand.Model, RunsCommand.Agent, RunsCommand.OnTask, RunsCommand.Verdict];

    public static CostOptions OptionsOf(CommandCall call) =>
        new()
        {
            Prices = call.Get(Prices) is { } file
                ? PriceTable.Parse(file, WholeFile.Read(file)).Over(PriceTable.Shipped)
                : PriceTable.Shipped,
            Energy = call.Get(Energy) is { } model ? EnergyOf(model) : null,
            By = call.Get(By) switch
            {
                null => CostGroup.AgentAndModel,
                "agent" => CostGroup.Agent,
                "model" => CostGroup.Model,
                "task" => CostGroup.Task,
                "run" => CostGroup.Run,
                "format" => CostGroup.Format,
                var other => throw new StopwiseException($"--by is {other}: say agent, model, task, run or format."),
            },
            Top = call.Get(Top) is > 0 and var top
                ? top
                : throw new StopwiseException($"--top is {call.Get(Top)}: give a number from 1 up."),
        };

    public static RunFilter FilterOf(CommandCall call) =>
        new()
        {
            Model = call.Get(RunsCommand.Model),
            Agent = call.Get(RunsCommand.Agent),
            TaskId = call.Get(RunsCommand.OnTask),
            Outcome = call.Get(RunsCommand.Verdict) is { } verdict ? RunsCommand.OutcomeOf(verdict) : null,
        };

    private static EnergyModel EnergyOf(string asked)
    {
        if (asked.StartsWith(Watts, StringComparison.Ordinal))
        {
            return WattsOf(asked);
        }

        if (EnergyModel.Shipped.FirstOrDefault(m => m.Name == asked) is { } shipped)
        {
            return shipped;
        }

        if (!File.Exists(asked))
        {
            throw new StopwiseException(
                $"--energy is {asked}: that is no file and no shipped model. Say "
                    + string.Join(", ", EnergyModel.Shipped.Select(m => m.Name))
                    + " or watts=LOW-HIGH, or name a file."
            );
        }

        var models = EnergyModel.Parse(asked, WholeFile.Read(asked));
        return models.Count == 1
            ? models[0]
            : throw new StopwiseException($"{asked} holds {models.Count} energy models: leave one in it.");
    }

    private static EnergyModel WattsOf(string asked)
    {
        var ends = asked[Watts.Length..].Split('-');
        return
            ends.Length is 1 or 2
            && decimal.TryParse(ends[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var low)
            && decimal.TryParse(ends[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var high)
            && low <= high
            && high <= EnergyModel.MostWatts
            ? EnergyModel.OfWatts(low, high)
            : throw new StopwiseException($"--energy is {asked}: write a power such as watts=200 or watts=150-400.");
    }
}
