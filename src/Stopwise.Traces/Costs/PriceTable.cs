using System.Globalization;
using Stopwise.Exits;

namespace Stopwise.Traces.Costs;

/// <summary>Dated prices of models. A model that is not in it has no price; nothing is guessed from a similar name.</summary>
public sealed class PriceTable
{
    private const string Resource = "Stopwise.Traces.Costs.prices.json";
    private readonly PriceTable? _below;

    private PriceTable(IReadOnlyList<TokenPrice> prices, PriceTable? below)
    {
        Prices = prices;
        _below = below;
    }

    /// <summary>The list prices that ship with this program.</summary>
    public static PriceTable Shipped => field ??= Parse("the shipped price table", EmbeddedText.Read(Resource));

    /// <summary>The entries, as written.</summary>
    public IReadOnlyList<TokenPrice> Prices { get; }

    /// <summary>Reads a table of version 1.</summary>
    /// <param name="file">How messages name the document.</param>
    /// <param name="json">The document.</param>
    /// <exception cref="StopwiseException">It has a mistake; the message names file, line and remedy.</exception>
    public static PriceTable Parse(string file, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new PriceTable([.. TableEntry.ReadAll(file, json, "prices").Select(PriceOf)], below: null);
    }

    /// <summary>This table where it names a model, the other one for all other models.</summary>
    public PriceTable Over(PriceTable other) => new(Prices, other);

    /// <summary>The price of a model that held on a day; without a day the newest one.</summary>
    public PriceQuote Find(string? model, DateOnly? day)
    {
        if (string.IsNullOrWhiteSpace(model))
        {
            return new PriceQuote(null, "the model is not recorded");
        }

        var name = Plain(model);
        var closest = -1;
        var candidates = new List<TokenPrice>();
        foreach (var price in Prices)
        {
            var match = price.Models.Max(pattern => Match(pattern, name));
            if (match > closest)
            {
                closest = match;
                candidates.Clear();
            }

            if (match >= 0 && match == closest)
            {
                candidates.Add(price);
            }
        }

        if (candidates.Count == 0)
        {
            return _below?.Find(model, day) ?? new PriceQuote(null, $"no price is known for {model}");
        }

        var held = candidates.Where(p => day is null || p.ValidFrom <= day).MaxBy(p => p.ValidFrom);
        return held is not null
            ? new PriceQuote(held, null, DayAssumed: day is null)
            : new PriceQuote(
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no price of {model} is known before {candidates.Min(p => p.ValidFrom):yyyy-MM-dd}"
                )
            );
    }

    /// <summary>Lower case, without a provider's path before the name or a note in brackets after it.</summary>
    private static string Plain(string model)
    {
        var name = model.Trim().ToLowerInvariant();
        name = name[(name.LastIndexOf('/') + 1)..];
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 ? name[..bracket] : name;
    }

    /// <summary>How closely a pattern names a model: -1 not at all, else its length; an exact name is closest.</summary>
    private static int Match(string pattern, string name)
    {
        var wanted = pattern.ToLowerInvariant();
        return wanted == name ? int.MaxValue
            : wanted.EndsWith('*') && name.StartsWith(wanted[..^1], StringComparison.Ordinal) ? wanted.Length
            : -1;
    }

    private static TokenPrice PriceOf(TableEntry entry)
    {
        const string Usd = "US dollars per million tokens, e.g. 3.00.";
        entry.AllowOnly(
            "models",
            "provider",
            "validFrom",
            "input",
            "cachedInput",
            "cacheWrite",
            "output",
            "longPrompt",
            "source"
        );
        var longer = entry.Nested("longPrompt");
        longer?.AllowOnly("aboveTokens", "input", "cachedInput", "cacheWrite", "output");
        return new TokenPrice
        {
            Models = entry.Texts("models", "names of the model, e.g. [\"gpt-5\", \"gpt-5-2025*\"]."),
            Provider = entry.TextOrNull("provider"),
            ValidFrom = entry.Day("validFrom"),
            Input = entry.Number("input", Usd),
            CachedInput = entry.NumberOrNull("cachedInput"),
            CacheWrite = entry.NumberOrNull("cacheWrite"),
            Output = entry.Number("output", Usd),
            LongPrompt = longer is null
                ? null
                : new LongPromptPrice(
                    (long)longer.Number("aboveTokens", "tokens, e.g. 200000."),
                    longer.Number("input", Usd),
                    longer.NumberOrNull("cachedInput"),
                    longer.NumberOrNull("cacheWrite"),
                    longer.Number("output", Usd)
                ),
            Source = entry.TextOrNull("source"),
        };
    }
}

/// <summary>The answer of a price table.</summary>
/// <param name="Price">The price; null where there is none.</param>
/// <param name="Missing">Why there is none; null where there is one.</param>
/// <param name="DayAssumed">True where no day was given and the newest price was taken.</param>
public sealed record PriceQuote(TokenPrice? Price, string? Missing, bool DayAssumed = false);
