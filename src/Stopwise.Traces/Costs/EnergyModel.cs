using System.Globalization;
using Stopwise.Exits;

namespace Stopwise.Traces.Costs;

/// <summary>How joules are estimated from tokens or from seconds. Nothing that it says is a measurement of the run.</summary>
public sealed record EnergyModel
{
    /// <summary>The largest power that <see cref="OfWatts"/> takes.</summary>
    public const decimal MostWatts = 1_000_000_000;

    private const string Resource = "Stopwise.Traces.Costs.energy.json";

    /// <summary>The models that ship with this program; none is used unless it is asked for.</summary>
    public static IReadOnlyList<EnergyModel> Shipped =>
        field ??= Parse("the shipped energy table", EmbeddedText.Read(Resource));

    /// <summary>What a user calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What the numbers are: <c>measured</c> elsewhere, or an <c>estimate</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Joules per thousand input tokens that are not cached; null where it does not cover input.</summary>
    public EnergyRange? InputJoulesPer1k { get; init; }

    /// <summary>Joules per thousand cached input tokens; null counts them as other input.</summary>
    public EnergyRange? CachedJoulesPer1k { get; init; }

    /// <summary>Joules per thousand output tokens; null where it does not cover output.</summary>
    public EnergyRange? OutputJoulesPer1k { get; init; }

    /// <summary>Watts over the wall time; null for a model of tokens.</summary>
    public EnergyRange? Watts { get; init; }

    /// <summary>What a reader must know.</summary>
    public string? Note { get; init; }

    /// <summary>Where the numbers are published.</summary>
    public string? Source { get; init; }

    /// <summary>A constant power over the wall time.</summary>
    /// <param name="low">Watts, from 0 up.</param>
    /// <param name="high">Watts, from <paramref name="low"/> to a billion.</param>
    public static EnergyModel OfWatts(decimal low, decimal high)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        ArgumentOutOfRangeException.ThrowIfLessThan(high, low);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(high, MostWatts);
        return new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"watts={low}-{high}"),
            Kind = "estimate",
            Watts = new EnergyRange(low, (low + high) / 2, high),
            Note = "Power given by the user, times wall time.",
        };
    }

    /// <summary>Reads a table of version 1.</summary>
    /// <param name="file">How messages name the document.</param>
    /// <param name="json">The document.</param>
    /// <exception cref="StopwiseException">It has a mistake; the message names file, line and remedy.</exception>
    public static IReadOnlyList<EnergyModel> Parse(string file, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return [.. TableEntry.ReadAll(file, json, "models").Select(ModelOf)];
    }

    /// <summary>Joules of some calls; null where a number that the model needs is not known.</summary>
    internal EnergyRange? JoulesOf(long? input, long? cached, long? output, decimal? seconds)
    {
        if (Watts is { } watts)
        {
            return seconds is { } time ? watts.Times(time) : null;
        }

        if ((input is null && InputJoulesPer1k is not null) || (output is null && OutputJoulesPer1k is not null))
        {
            return null;
        }

        var reused = CachedJoulesPer1k is null ? 0 : Math.Clamp(cached ?? 0, 0, Math.Max(0, input ?? 0));
        return Part(InputJoulesPer1k, input - reused)
            .Plus(Part(CachedJoulesPer1k, reused))
            .Plus(Part(OutputJoulesPer1k, output));
    }

    private static EnergyRange Part(EnergyRange? per1k, long? tokens) =>
        per1k is { } joules && tokens is { } count ? joules.Times(count / 1_000m) : default;

    private static EnergyModel ModelOf(TableEntry entry)
    {
        entry.AllowOnly(
            "name",
            "kind",
            "inputJoulesPer1k",
            "cachedJoulesPer1k",
            "outputJoulesPer1k",
            "watts",
            "note",
            "source"
        );
        var model = new EnergyModel
        {
            Name = entry.Text("name", "a word to ask for it by."),
            Kind = entry.TextOrNull("kind") ?? "estimate",
            InputJoulesPer1k = RangeOf(entry, "inputJoulesPer1k"),
            CachedJoulesPer1k = RangeOf(entry, "cachedJoulesPer1k"),
            OutputJoulesPer1k = RangeOf(entry, "outputJoulesPer1k"),
            Watts = RangeOf(entry, "watts"),
            Note = entry.TextOrNull("note"),
            Source = entry.TextOrNull("source"),
        };
        var ofTokens = model.InputJoulesPer1k is not null || model.OutputJoulesPer1k is not null;
        return ofTokens != model.Watts is not null
            ? model
            : throw entry.Wrong(
                "needs either \"watts\" or \"inputJoulesPer1k\" and \"outputJoulesPer1k\", each [low, middle, high]."
            );
    }

    private static EnergyRange? RangeOf(TableEntry entry, string name) =>
        entry.Range(name) is { } range ? new EnergyRange(range.Low, range.Middle, range.High) : null;
}

/// <summary>A number that is known only roughly.</summary>
/// <param name="Low">The low end.</param>
/// <param name="Middle">The value to read if only one is read.</param>
/// <param name="High">The high end.</param>
public readonly record struct EnergyRange(decimal Low, decimal Middle, decimal High)
{
    internal EnergyRange Times(decimal factor) => new(Low * factor, Middle * factor, High * factor);

    internal EnergyRange Plus(EnergyRange other) => new(Low + other.Low, Middle + other.Middle, High + other.High);
}
