using Stopwise.Exits.Hosts;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>
/// Denoising of a masked answer: each step fixes the surest mask. Margins grow with the steps, and some masks change
/// their mind on the way. Settling fills what is left by its best word.
/// </summary>
internal sealed class MaskedDecoder : IExitHost
{
    public static readonly SignalSchema Columns = new(1, "mean_margin");
    public const int Masks = 16;

    private readonly float[] _slope = new float[Masks];
    private readonly int[] _turns = new int[Masks];
    private readonly bool[] _fixed = new bool[Masks];

    public MaskedDecoder(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Masks; i++)
        {
            _slope[i] = 1 + (9 * random.NextSingle());
            _turns[i] = random.Next(4) == 0 ? random.Next(Masks) : 0;
        }

        Words = new float[Masks];
    }

    /// <summary>Per mask its word once it is filled; 1 before the mind was changed, 2 after.</summary>
    public float[] Words { get; }

    public int Step { get; private set; }

    public SignalSchema Schema => Columns;

    public int Budget => Masks;

    public double Cost => Step;

    public double FullCost => Masks;

    public void Observe(Span<float> signals) =>
        signals[0] = Step == 0 ? float.NaN : Enumerable.Range(0, Masks).Average(Margin);

    public bool Advance()
    {
        Step++;
        var surest = Enumerable.Range(0, Masks).Where(i => !_fixed[i]).MaxBy(Margin);
        Fill(surest);
        return Step < Masks;
    }

    public void Settle(in Decision decision)
    {
        for (var i = 0; i < Masks; i++)
        {
            if (!_fixed[i])
            {
                Fill(i);
            }
        }
    }

    private void Fill(int mask)
    {
        Words[mask].ShouldBe(0, "a word that is fixed never changes");
        _fixed[mask] = true;
        Words[mask] = Step > _turns[mask] ? 2 : 1;
    }

    private float Margin(int mask) => _slope[mask] * (Step - (_turns[mask] / 2f)) / Masks * 2;
}
