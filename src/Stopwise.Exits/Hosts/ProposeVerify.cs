using System.Runtime.InteropServices;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Hosts;

/// <summary>Guesses tokens until a rule stops the guessing, lets the full computation check them as a block, and repeats.</summary>
/// <remarks>
/// <para>
/// The driver of Kangaroo (arXiv 2404.18911), LayerSkip (2404.16710) and DEL (2504.05598), and of drafting with an n-gram table or
/// a smaller model; they differ in the draft host and in the chooser. Choices are greedy: the verifier names one token.
/// </para>
/// <para>
/// The output is the one of the verifier alone, token for token, for every draft host and every rule: only choices of the verifier
/// are committed, and one is committed only if all guesses before it equal the choices before it
/// (<see cref="Settlement.VerifyBlock"/>). A bad rule costs time, never tokens.
/// </para>
/// </remarks>
public sealed class ProposeVerify
{
    private readonly IDraftHost _host;
    private readonly BlockVerifier _verify;
    private readonly IDraftChooser _chooser;
    private readonly bool _remember;
    private readonly ExitLoop _loop;
    private readonly List<ExitSnapshot> _looks = [];
    private readonly ExitSnapshot _fresh;
    private int[] _choices = [];

    /// <summary>Fixes the parts.</summary>
    /// <param name="host">Guesses.</param>
    /// <param name="rule">Bound to the schema of <paramref name="host"/>; ends a draft. Its units are the guesses of a round.</param>
    /// <param name="verify">The full computation.</param>
    /// <param name="chooser">Chooses depth and largest length of each draft.</param>
    /// <param name="remember">
    /// True to keep the rule's memory from one round to the next, without what it saw of rejected guesses. False, the default, to begin
    /// each draft with an empty memory.
    /// </param>
    public ProposeVerify(
        IDraftHost host,
        IExitRule rule,
        BlockVerifier verify,
        IDraftChooser chooser,
        bool remember = false
    )
    {
        ArgumentNullException.ThrowIfNull(verify);
        ArgumentNullException.ThrowIfNull(chooser);
        _loop = new ExitLoop(host, rule, Settlement.VerifyBlock);
        _host = host;
        _verify = verify;
        _chooser = chooser;
        _remember = remember;
        _fresh = _loop.Snapshot();
    }

    /// <summary>Adds tokens to a prompt.</summary>
    /// <param name="prompt">The tokens to go on from.</param>
    /// <param name="length">The most tokens to add, at least 0.</param>
    /// <param name="end">The token after which nothing is added; absent means none.</param>
    /// <param name="meter">Counts it against <paramref name="fullCostPerToken"/>.</param>
    /// <param name="fullCostPerToken">What the full computation costs per token without any draft; NaN where it is not known.</param>
    public ProposeVerifyResult Run(
        ReadOnlySpan<int> prompt,
        int length,
        int? end = null,
        Meter? meter = null,
        double fullCostPerToken = double.NaN
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        List<int> tokens = [.. prompt];
        var (left, cost, looksBefore, ended) = (length, 0.0, _loop.Looks, false);
        var (rounds, accepted, rejected, verified) = (0, 0, 0, 0);
        var memory = _fresh;
        while (left > 0 && !ended)
        {
            var plan = _chooser.Next();
            // The verifier adds a token of its own, so the last one needs no guess.
            var drafted = Propose(tokens, plan, Math.Min(plan.Length, left - 1), in memory);
            cost += _host.Cost + Verify(tokens);
            var right = Agreeing(_host.Draft, _choices);
            memory = _remember ? AfterGuess(right) : _fresh;
            var added = Math.Min(right + 1, left);
            ended = Commit(tokens, added, end);
            left -= added;
            _chooser.Observe(plan, right, drafted);
            rounds++;
            accepted += right;
            rejected += drafted - right;
            verified += drafted + 1;
        }

        var result = new ProposeVerifyResult(
            [.. tokens.Skip(prompt.Length)],
            rounds,
            accepted,
            rejected,
            verified,
            _loop.Looks - looksBefore,
            cost
        );
        meter?.Add(result, fullCostPerToken * result.Tokens.Count);
        return result;
    }

    /// <summary>Drafts until the rule, the host or the plan ends it.</summary>
    private int Propose(List<int> tokens, DraftPlan plan, int most, in ExitSnapshot memory)
    {
        _host.Begin(CollectionsMarshal.AsSpan(tokens), plan.Depth);
        _loop.Restart(in memory);
        _looks.Clear();
        while (_loop.Running)
        {
            if (_host.Draft.Length >= most)
            {
                _loop.Stop(new Decision(Verdict.ExitDone, ReasonCode.Budget, most));
                break;
            }

            _looks.Add(_loop.Snapshot());
            _loop.Step();
        }

        return _host.Draft.Length;
    }

    private double Verify(List<int> tokens)
    {
        var draft = _host.Draft;
        if (_choices.Length <= draft.Length)
        {
            _choices = new int[Math.Max(draft.Length + 1, 2 * _choices.Length)];
        }

        return _verify(CollectionsMarshal.AsSpan(tokens), draft, _choices.AsSpan(0, draft.Length + 1));
    }

    /// <summary>The rule's memory after the look at a guess: the next look, which saw a rejected one, is taken back.</summary>
    private ExitSnapshot AfterGuess(int guess) => guess + 1 < _looks.Count ? _looks[guess + 1] : _loop.Snapshot();

    private bool Commit(List<int> tokens, int count, int? end)
    {
        for (var i = 0; i < count; i++)
        {
            tokens.Add(_choices[i]);
            if (_choices[i] == end)
            {
                return true;
            }
        }

        return false;
    }

    private static int Agreeing(ReadOnlySpan<int> draft, ReadOnlySpan<int> choices) =>
        draft.CommonPrefixLength(choices);
}

/// <summary>What was added, and what it took.</summary>
/// <param name="Tokens">The added tokens; those that the full computation alone would have added.</param>
/// <param name="Rounds">Blocks that were verified.</param>
/// <param name="Accepted">Guesses that the verifier confirmed.</param>
/// <param name="Rejected">Guesses that it did not, with those that followed one.</param>
/// <param name="Verified">Positions that the full computation ran: every guess, and one more a round.</param>
/// <param name="Looks">Times the rule was asked.</param>
/// <param name="Cost">Cost of drafting and verifying, looks not included, in the unit of the draft host.</param>
public sealed record ProposeVerifyResult(
    IReadOnlyList<int> Tokens,
    int Rounds,
    int Accepted,
    int Rejected,
    int Verified,
    int Looks,
    double Cost
)
{
    /// <summary>The layers that guesses skipped are run later, as a block.</summary>
    public Settlement Settlement { get; } = Settlement.VerifyBlock;

    /// <summary>True: the tokens are those of the full computation.</summary>
    public bool IsExact => Settlement.IsExact();
}
