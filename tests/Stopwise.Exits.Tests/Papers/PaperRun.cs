using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>What a synthetic host came to under one rule.</summary>
/// <param name="Results">How each computation of it ended.</param>
/// <param name="Output">Everything that a user of the host would get; equal if equal to the bit.</param>
internal sealed record PaperRun(IReadOnlyList<ExitResult> Results, IReadOnlyList<float> Output)
{
    public bool Stopped => Results.Any(r => r.Stopped);

    public bool IsExact => Results.All(r => r.IsExact);
}

/// <summary>A kind of synthetic host that recipes can be tried on.</summary>
/// <param name="Schema">The columns of its computations.</param>
/// <param name="Run">Runs it under a bound rule; the host settles as told.</param>
internal sealed record PaperHost(SignalSchema Schema, Func<IExitRule, Settlement, PaperRun> Run)
{
    public static IExitRule Never { get; } =
        new BudgetSpec { Cap = double.PositiveInfinity, Verdict = Verdict.ExitDone }.Bind(new SignalSchema(1, "none"));

    public PaperRun Full(Settlement settlement) => Run(Never, settlement);

    public static PaperHost Of(string name) =>
        name switch
        {
            "sample" => new(LayerHost.Columns, Samples),
            "sequence" => new(LayerHost.Columns, (rule, settlement) => Sequence(rule, settlement, out _)),
            "denoising" => new(LayerHost.Columns, Denoising),
            "draft-tokens" => new(SelfSpeculator.Columns, Drafting),
            "cascade" => new(CascadeSignals.Schema, Members),
            "timesteps" => new(MaskedDecoder.Columns, Timesteps),
            "candidates" => new(Candidate.Columns, Candidates),
            "epochs" => new(TrainingRun.Columns, Epochs),
            "reasoning-tokens" => new(ReasoningStream.Columns, Reasoning),
            _ => throw new ArgumentException($"There is no synthetic host '{name}'.", nameof(name)),
        };

    /// <summary>Twenty samples, each on its own: nothing is owed to the next.</summary>
    private static PaperRun Samples(IExitRule rule, Settlement settlement)
    {
        var model = new LayeredModel(3);
        var (results, output) = (new List<ExitResult>(), new List<float>());
        for (var sample = 0; sample < 20; sample++)
        {
            var state = Array.ConvertAll(model.Embed(sample % 10), x => sample < 10 ? x : 2 * x);
            var host = new LayerHost(model, new LayerCache(), state, 0, settlement);
            results.Add(ExitLoop.Run(host, rule, settlement));
            output.Add(host.Answer);
        }

        return new(results, output);
    }

    /// <summary>Greedy words after a prompt that is always run in full; each word leaves its entries to the next.</summary>
    public static PaperRun Sequence(IExitRule rule, Settlement settlement, out LayerCache cache, int words = 24)
    {
        var model = new LayeredModel(3);
        cache = new LayerCache();
        var guard = settlement == Settlement.MonotoneGuard ? new MonotoneGuard() : null;
        var (results, output, word) = (new List<ExitResult>(), new List<float>(), 1);
        ExitLoop.Run(new LayerHost(model, cache, model.Embed(0), 0), Never);
        for (var position = 0; position < words; position++)
        {
            var host = new LayerHost(model, cache, model.Embed(word), (float)position / (words - 1), settlement, guard);
            results.Add(ExitLoop.Run(host, rule, settlement));
            if (settlement == Settlement.MonotoneGuard)
            {
                host.AbsentReads.ShouldBe(0);
            }

            word = host.Answer;
            output.Add(word);
        }

        return new(results, output);
    }

    /// <summary>Twelve steps that each run the network anew on what the last one left.</summary>
    private static PaperRun Denoising(IExitRule rule, Settlement settlement)
    {
        const int Steps = 12;
        var model = new LayeredModel(4);
        var (results, state) = (new List<ExitResult>(), model.Embed(2));
        for (var step = 0; step < Steps; step++)
        {
            var host = new LayerHost(model, new LayerCache(), state, (float)step / (Steps - 1), settlement);
            results.Add(ExitLoop.Run(host, rule, settlement));
            state = Array.ConvertAll(host.State, x => x / 2);
        }

        return new(results, state);
    }

    /// <summary>Without a rule it is plain decoding of the same prompt, layer by layer and without any draft.</summary>
    private static PaperRun Drafting(IExitRule rule, Settlement settlement)
    {
        if (ReferenceEquals(rule, Never))
        {
            return Sequence(rule, settlement, out _, words: 40);
        }

        var host = new SelfSpeculator(new LayeredModel(3));
        var driver = new ProposeVerify(host, rule, host.Verify, host.Chooser);
        var result = driver.Run([0, 1], 40);
        var ended = new Decision(Verdict.ExitDone, ReasonCode.None, 0);
        return new(
            [
                new ExitResult(
                    result.Rejected + result.Accepted > 0 ? ended : Decision.Continue,
                    40,
                    result.Cost,
                    result.Settlement
                ),
            ],
            [.. result.Tokens.Select(t => (float)t)]
        );
    }

    private static PaperRun Members(IExitRule rule, Settlement settlement)
    {
        var members = new[] { (1.0, 3), (10.0, 4) }.Select(m => new CascadeMember<int>(
            m.Item1,
            (input, answer) => Answer(new LayeredModel(m.Item2), input).CopyTo(answer)
        ));
        // The gate escalates; a rule that never speaks would stop at the first member, so "never exit" is to ask everyone.
        var gate = ReferenceEquals(rule, Never)
            ? new WindowSpec
            {
                Signal = "max_prob",
                Low = 0,
                High = 1,
            }.Bind(CascadeSignals.Schema)
            : rule;
        var cascade = new Cascade<int>([.. members], gate, LayeredModel.Words, mean: true);
        var answers = Enumerable.Range(0, LayeredModel.Words).Select(input => cascade.Run(input)).ToArray();
        return new(
            [
                .. answers.Select(a => new ExitResult(
                    a.Members < 2 ? new(Verdict.ExitDone, ReasonCode.Window, 0) : Decision.Continue,
                    a.Members,
                    a.Cost,
                    settlement
                )),
            ],
            [.. answers.SelectMany(a => a.Answer)]
        );

        static float[] Answer(LayeredModel model, int word)
        {
            var (cache, state) = (new LayerCache(), model.Embed(word));
            for (var layer = 0; layer < LayeredModel.Layers; layer++)
            {
                state = model.Run(layer, state, cache);
            }

            return model.Read(state);
        }
    }

    private static PaperRun Timesteps(IExitRule rule, Settlement settlement)
    {
        var decoders = Enumerable.Range(1, 6).Select(seed => new MaskedDecoder(seed)).ToArray();
        var results = decoders.Select(d => ExitLoop.Run(d, rule, settlement)).ToArray();
        return new(results, [.. decoders.SelectMany(d => d.Words)]);
    }

    private static PaperRun Candidates(IExitRule rule, Settlement settlement)
    {
        var field = Candidate.Field(seed: 6, count: 10);
        var race = Race.Run(field, new Ranker { Signal = "score", Rungs = [] }, rule, settlement);
        return new(race.Candidates, [race.Winner, .. field.Select(c => c.Score)]);
    }

    private static PaperRun Epochs(IExitRule rule, Settlement settlement)
    {
        var runs = Enumerable.Range(1, 5).Select(seed => new TrainingRun(seed)).ToArray();
        var results = runs.Select(r => ExitLoop.Run(r, rule, settlement)).ToArray();
        return new(results, [.. runs.Select(r => r.Weights)]);
    }

    private static PaperRun Reasoning(IExitRule rule, Settlement settlement)
    {
        var streams = Enumerable.Range(1, 8).Select(seed => new ReasoningStream(seed)).ToArray();
        var results = streams.Select(s => ExitLoop.Run(s, rule, settlement)).ToArray();
        return new(results, [.. streams.Select(s => s.Answer)]);
    }
}
