using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads what stands under the pattern key of a contract.</summary>
internal sealed class PatternReader(string file, PredicateReader predicates)
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
        var s = new YamlSection(file, node, what, one, other);
        return make(predicates.Read(s.Needed(one)), predicates.Read(s.Needed(other)));
    }

    /// <summary>Either the predicate itself, or what must happen and by when.</summary>
    private Pattern Existence(YamlNode node)
    {
        if (node.Fields?.Any(f => f.Name is "of" or "within") != true)
        {
            return Pattern.Happens(predicates.Read(node));
        }

        var s = new YamlSection(file, node, "existence", "of", "within");
        return Pattern.Happens(predicates.Read(s.Needed("of")), Within(s));
    }

    private Pattern Response(YamlNode node)
    {
        var s = new YamlSection(file, node, "response", "when", "then", "within");
        return Pattern.Response(predicates.Read(s.Needed("when")), predicates.Read(s.Needed("then")), Within(s));
    }

    private Pattern Repetition(YamlNode node)
    {
        var s = new YamlSection(file, node, "repetition", "of", "most", "same", "in-a-row");
        s.Needed("most");
        var same = s.Find("same") is { } shared
            ? Spelling.Find<SameBy>(s.OneOf(shared, "same", Spelling.All<SameBy>()))!.Value
            : SameBy.None;
        return Pattern.Repetition(
            predicates.Read(s.Needed("of")),
            s.Count("most", RepetitionPattern.Largest, "times")!.Value,
            same,
            s.Flag("in-a-row")
        );
    }

    private Pattern Alphabet(YamlNode node)
    {
        var s = new YamlSection(file, node, "alphabet", "agent", "role", "only");
        var who = (s.Find("agent"), s.Find("role")) switch
        {
            ({ } agent, null) => new YamlSectionValue(agent, "agent"),
            (null, { } role) => new YamlSectionValue(role, "role"),
            _ => s.Refuse<YamlSectionValue>(node, "'alphabet' takes exactly one of agent, role beside 'only'."),
        };
        Predicate[] any =
        [
            .. s.Values(who.Node, who.Name)
                .Select(v =>
                    who.Name == "agent"
                        ? Predicate.Like(RecordField.Agent, s.Text(v, "agent"))
                        : Predicate.Speaker(Spelling.Find<Speaker>(s.OneOf(v, "role", Spelling.All<Speaker>()))!.Value)
                ),
        ];
        return Pattern.Alphabet(any is [var one] ? one : Predicate.Any(any), predicates.Read(s.Needed("only")));
    }

    private Pattern Budget(YamlNode node)
    {
        var s = new YamlSection(file, node, "budget", Spendings);
        return node.Fields is [var limit]
            ? Pattern.Budget(Spelling.Find<Spending>(limit.Name)!.Value, s.Amount(limit.Name))
            : s.Refuse<Pattern>(node, $"'budget' has exactly one limit: {string.Join(", ", Spendings)}.");
    }

    private Pattern Termination(YamlNode node)
    {
        var s = new YamlSection(file, node, "termination", "within", "with");
        s.Needed("within");
        var with = s.Find("with") is { } end ? predicates.Read(end) : Predicate.Does(RecordFacts.Final);
        return Pattern.Termination(Within(s)!.Value, with);
    }

    private Pattern Flow(YamlNode node)
    {
        var s = new YamlSection(file, node, "flow", "from", "to", "unless");
        return Pattern.Flow(
            predicates.Read(s.Needed("from")),
            predicates.Read(s.Needed("to")),
            s.Find("unless") is { } cleans ? predicates.Read(cleans) : null
        );
    }

    private static int? Within(YamlSection s) => s.Count("within", Pattern.MostSteps, "steps", "step");

    private readonly record struct YamlSectionValue(YamlNode Node, string Name);
}
