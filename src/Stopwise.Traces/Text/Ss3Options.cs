namespace Stopwise.Traces.Text;

/// <summary>The parameters of SS3 (Burdisso, Errecalde and Montes-y-Gomez, arXiv 1905.08772, section 3), with their defaults there.</summary>
public sealed record Ss3Options
{
    /// <summary>Smoothness: how fast the value of a term grows with its frequency, above 0, at most 1. The default is 0.45.</summary>
    public double Sigma
    {
        get;
        init => field = Checked(value, value is > 0 and <= 1, nameof(Sigma));
    } = 0.45;

    /// <summary>Significance: how far a category must stand out for a term to count for it, above 0. The default is 0.5.</summary>
    public double Lambda
    {
        get;
        init => field = Checked(value, value > 0 && double.IsFinite(value), nameof(Lambda));
    } = 0.5;

    /// <summary>Sanction: how much a term is worth less that is significant for several categories, at least 0. The default is 1.</summary>
    public double Rho
    {
        get;
        init => field = Checked(value, value >= 0 && double.IsFinite(value), nameof(Rho));
    } = 1;

    /// <summary>A term seen at most this often in a category is noise there. The default is 1.</summary>
    public int NoiseFrequency
    {
        get;
        init => field = (int)Checked(value, value >= 0, nameof(NoiseFrequency));
    } = 1;

    /// <summary>Values at or below this count as zero, at least 0. The default is 0.</summary>
    public double Alpha
    {
        get;
        init => field = Checked(value, value >= 0 && double.IsFinite(value), nameof(Alpha));
    }

    /// <summary>Most words of a term, 1 to 3. The default is 3.</summary>
    public int LongestTerm
    {
        get;
        init => field = (int)Checked(value, value is >= 1 and <= TermTrie.LongestTerm, nameof(LongestTerm));
    } = TermTrie.LongestTerm;

    /// <summary>True drops terms that are common in every category, as a reader of explanations wants. The default is false.</summary>
    public bool DropsCommonTerms { get; init; }

    /// <summary>True divides each value by the largest of its category and term length. The default is false.</summary>
    public bool Normalises { get; init; }

    private static double Checked(double value, bool allowed, string name) =>
        allowed
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "The value lies outside of what the option allows.");
}
