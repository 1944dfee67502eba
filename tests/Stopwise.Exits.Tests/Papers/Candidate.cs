using Stopwise.Exits.Hosts;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>One of several candidates for an answer, whose score approaches its final value over 100 steps.</summary>
/// <remarks>A candidate sees the scores of the others as they were at its own step, so lockstep order does not matter.</remarks>
internal sealed class Candidate(Candidate[] field, float final, float million, Random noise) : IExitHost
{
    public static readonly SignalSchema Columns = new(1, "score", "rank", "million_parameters", "probability_not_best");
    private const int Steps = 100;

    private readonly float[] _start = [.. Enumerable.Range(0, 8).Select(_ => noise.NextSingle() - 0.5f)];
    private int _end = int.MaxValue;

    public int Done { get; private set; }

    public float Final => final;

    public float Million => million;

    public float Score => At(Done);

    public SignalSchema Schema => Columns;

    public int Budget => Steps;

    public double Cost => Done;

    public double FullCost => Steps;

    public static Candidate[] Field(int seed, int count)
    {
        var random = new Random(seed);
        var field = new Candidate[count];
        for (var i = 0; i < count; i++)
        {
            field[i] = new Candidate(field, random.NextSingle(), 2 + (5 * random.NextSingle()), new Random(seed + i));
        }

        return field;
    }

    /// <summary>Far from the end the score is off by a decaying error.</summary>
    public float At(int step) => final + (_start[step % 8] * MathF.Exp(-step / 15f));

    public void Observe(Span<float> signals)
    {
        var alive = field.Where(c => c._end >= Done).ToArray();
        signals[0] = Score;
        signals[1] = alive.Count(c => c.At(Done) > Score);
        signals[2] = million;
        // The shape of Baker's column: a prediction, and a spread that shrinks as the curve gets longer.
        var gap = alive.Max(c => c.At(Done)) - Score;
        var spread = 0.02f + (0.6f * MathF.Exp(-Done / 15f));
        signals[3] = Done == 0 ? float.NaN : 1 / (1 + MathF.Exp(-1.7f * gap / spread));
    }

    public bool Advance() => ++Done < Steps;

    public void Settle(in Decision decision) => _end = Done;
}
