using System.Globalization;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;
using Stopwise.Governance.Yaml;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads what stands under the pattern key of a contract.</summary>
internal sealed class PatternReader(PredicateReader predicates)
{
    private static readonly IReadOnlyList<string> Spendings = Spelling.All<Spending>();

    public Pattern Read(string pattern, YamlSection contract)
    {
        var node = contract.Find(pattern)!;
        return pattern switch
        {
            "step" => Two(node, pattern, "when", "must", Pattern.Step),
            "absence" => Pattern.Never(predicates.Read(node)),
            "existence" => Existence(node),
            "precedence" => Two(node, pattern, "first", "then", Pattern.Precedence),
            "response" => Response(node),
            "repetition" => Repetition(node),
            "alphabet" => Alphabet(node),
            "budget" => Budget(node),
            "termination" => Termination(node),
            _ => Flow(node),
        };
    }

    private Pattern Two(YamlNode node, string what, string one, string other, Func<Predicate, Predicate, Pattern> make)
    {
        var s = new YamlSection(node, what, one, other);
        return make(predicates.Read(s.Needed(one)), predicates.Read(s.Needed(other)));
    }

    /// <summary>Either the predicate itself, or what must happen and by when.</summary>
    private Pattern Existence(YamlNode node)
    {
        if (node.Fields?.Any(f => f.Name is "of" or "within") != true)
        {
            return Pattern.Happens(predicates.Read(node));
        }

        var s = new YamlSection(node, "existence", "of", "within");
        return Pattern.Happens(predicates.Read(s.Needed("of")), Within(s));
    }

    private Pattern Response(YamlNode node)
    {
        var s = new YamlSection(node, "response", "when", "then", "within");
        return Pattern.Response(predicates.Read(s.Needed("when")), predicates.Read(s.Needed("then")), Within(s));
    }

    private Pattern Repetition(YamlNode node)
    {
        var s = new YamlSection(node, "repetition", "of", "most", "same", "in-a-row");
        s.Needed("most");
        var same = s.Find("same") is { } shared
            ? Spelling.Find<SameBy>(shared.OneOf("same", Spelling.All<SameBy>()))!.Value
            : SameBy.None;
        return Pattern.Repetition(
            predicates.Read(s.Needed("of")),
            Count(s, "most", RepetitionPattern.Largest, "times")!.Value,
            same,
            s.Flag("in-a-row")
        );
    }

    private Pattern Alphabet(YamlNode node)
    {
        var s = new YamlSection(node, "alphabet", "agent", "role", "only");
        var (who, name) = (s.Find("agent"), s.Find("role")) switch
        {
            ({ } agent, null) => (agent, "agent"),
            (null, { } role) => (role, "role"),
            _ => throw node.Problem("'alphabet' takes exactly one of agent, role beside 'only'."),
        };
        Predicate[] any =
        [
            .. who.Values(name)
                .Select(v =>
                    name == "agent"
                        ? Predicate.Like(RecordField.Agent, v.TextOf("agent"))
                        : Predicate.Speaker(Spelling.Find<Speaker>(v.OneOf("role", Spelling.All<Speaker>()))!.Value)
                ),
        ];
        return Pattern.Alphabet(any is [var one] ? one : Predicate.Any(any), predicates.Read(s.Needed("only")));
    }

    private static Pattern Budget(YamlNode node)
    {
        var s = new YamlSection(node, "budget", Spendings);
        return node.Fields is [var limit]
            ? Pattern.Budget(Spelling.Find<Spending>(limit.Name)!.Value, Amount(limit))
            : throw node.Problem($"'budget' has exactly one limit: {string.Join(", ", Spendings)}.");
    }

    private Pattern Termination(YamlNode node)
    {
        var s = new YamlSection(node, "termination", "within", "with");
        s.Needed("within");
        var with = s.Find("with") is { } end ? predicates.Read(end) : Predicate.Does(RecordFacts.Final);
        return Pattern.Termination(Within(s)!.Value, with);
    }

    private Pattern Flow(YamlNode node)
    {
        var s = new YamlSection(node, "flow", "from", "to", "unless");
        return Pattern.Flow(
            predicates.Read(s.Needed("from")),
            predicates.Read(s.Needed("to")),
            s.Find("unless") is { } cleans ? predicates.Read(cleans) : null
        );
    }

    private static int? Within(YamlSection s) => Count(s, "within", Pattern.MostSteps, "steps", "step");

    /// <summary>A number of steps or repetitions, from 1; it may be followed by a word such as <c>steps</c>.</summary>
    private static int? Count(YamlSection s, string name, int most, params ReadOnlySpan<string> units)
    {
        if (s.Find(name) is not { } found)
        {
            return null;
        }

        var words = found.Text?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words is { Length: 1 or 2 }
            && (words.Length == 1 || units.Contains(words[1]))
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count >= 1
            && count <= most
            ? count
            : throw found.Problem($"'{name}' takes a whole number from 1 to {most}; '{found.Shown}' is none.");
    }

    private static decimal Amount(YamlField limit) =>
        decimal.TryParse(limit.Value.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && amount > 0
            ? amount
            : throw limit.Value.Problem($"'{limit.Name}' takes a number above 0; '{limit.Value.Shown}' is none.");
}
