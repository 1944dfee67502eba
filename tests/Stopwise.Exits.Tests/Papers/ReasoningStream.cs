using Stopwise.Exits.Hosts;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>
/// Two hundred reasoning tokens, a boundary every tenth and a cue every twentieth. A probe grows surer once the answer is
/// found; after that the stream drifts and its entropy rises. Settling forces the answer as of now.
/// </summary>
internal sealed class ReasoningStream : IExitHost
{
    public static readonly SignalSchema Columns = new(
        1,
        "at_boundary",
        "entropy_local_to_global",
        "at_cue",
        "probability_wrong"
    );
    public const int Tokens = 200;
    private const int Window = 16;

    private readonly float[] _entropy = new float[Tokens];
    private readonly float[] _wrong = new float[Tokens + 1];

    public ReasoningStream(int seed)
    {
        var random = new Random(seed);
        Found = random.Next(40, 120);
        for (var t = 0; t < Tokens; t++)
        {
            _entropy[t] = (t > Found + 30 ? 2.5f : 0.8f) + (0.4f * random.NextSingle());
            _wrong[t + 1] = Math.Clamp((t >= Found ? 0.2f : 0.7f) + (0.5f * (random.NextSingle() - 0.5f)), 0, 1);
        }
    }

    /// <summary>The token after which an answer is right.</summary>
    public int Found { get; }

    public int Done { get; private set; }

    /// <summary>1 for the right answer.</summary>
    public float Answer { get; private set; } = float.NaN;

    public SignalSchema Schema => Columns;

    public int Budget => Tokens;

    public double Cost => Done;

    public double FullCost => Tokens;

    public static bool IsCue(int tokens) => tokens > 0 && tokens % 20 == 0;

    public float WrongAt(int tokens) => _wrong[tokens];

    public bool RightAt(int tokens) => tokens > Found;

    public void Observe(Span<float> signals)
    {
        signals[0] = Done % 10 == 0 ? 1 : 0;
        signals[1] = float.NaN;
        if (Done >= 1)
        {
            var late = _entropy.AsSpan(Math.Max(0, Done - Window), Math.Min(Window, Done)).ToArray().Average();
            signals[1] = late / _entropy[..Done].Average();
        }

        signals[2] = IsCue(Done) ? 1 : 0;
        signals[3] = Done == 0 ? float.NaN : _wrong[Done];
    }

    public bool Advance()
    {
        Done++;
        Answer = RightAt(Done) ? 1 : 0;
        return Done < Tokens;
    }

    public void Settle(in Decision decision) => Answer = RightAt(Done) ? 1 : 0;
}
