using Stopwise.Exits.Hosts;

namespace Stopwise.Exits.Tests.Hosts;

/// <summary>Any draft model at all: its guesses, its signals and where it runs dry are functions of a seed.</summary>
/// <param name="seed">Draws all of them.</param>
/// <param name="skill">Share of guesses that are right, 0 to 1: always wrong, always right, or between.</param>
/// <param name="truth">What the verifier says after some tokens.</param>
internal sealed class GuessingHost(int seed, double skill, Func<List<int>, int> truth) : IDraftHost
{
    private readonly List<int> _tokens = [];
    private readonly Random _random = new(seed);
    private int _certain;

    public SignalSchema Schema => Rules.Watch.Schema;

    public int Budget { get; init; }

    public double Cost => Draft.Length;

    public double FullCost => double.NaN;

    public int Settled { get; private set; }

    public ReadOnlySpan<int> Draft => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens)[_certain..];

    public void Begin(ReadOnlySpan<int> tokens, int depth)
    {
        _tokens.Clear();
        _tokens.AddRange(tokens);
        _certain = tokens.Length;
    }

    public void Observe(Span<float> signals) => Rules.Arbitrary.Signals(_random, signals.Length).CopyTo(signals);

    public bool Advance()
    {
        if (_random.Next(20) == 0)
        {
            return false;
        }

        var right = truth(_tokens);
        _tokens.Add(_random.NextDouble() < skill ? right : right + 1);
        return _random.Next(20) != 0;
    }

    public void Settle(in Decision decision) => Settled++;
}
