using System.Globalization;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>What was found where a contract broke, in one line.</summary>
internal static class FaultWords
{
    private const int ShownCharacters = 100;

    /// <param name="pattern">The pattern.</param>
    /// <param name="fault">How it broke.</param>
    /// <param name="blame">What it is blamed on.</param>
    /// <param name="record">The record that broke it; null where the end of the run did.</param>
    public static string Of(Pattern pattern, Fault fault, in Blame blame, MessageActionRecord? record) =>
        pattern switch
        {
            StepPattern p => $"{Name(record)} is {Quoted(p.When)} but not {Quoted(p.Must)}",
            AbsencePattern p => $"{Name(record)} is {Quoted(p.What)}",
            ExistencePattern p => Missing(p.What, p.Within, fault, Origin(blame)),
            PrecedencePattern p => $"{Name(record)} is {Quoted(p.Then)} and nothing before it is {Quoted(p.First)}",
            ResponsePattern p => Missing(p.Then, p.Within, fault, $"step {blame.Step}"),
            RepetitionPattern p =>
                $"{Name(record)} is {Quoted(p.What)} once more than {Number(p.Most)} times{(p.InARow ? " in a row" : "")}",
            AlphabetPattern p => $"{Name(record)} is {Quoted(p.Who)} but not {Quoted(p.Only)}",
            BudgetPattern p =>
                $"{Name(record)} brings {Spelling.Of(p.Of)} over {p.Limit.ToString(CultureInfo.InvariantCulture)}",
            FlowPattern p => $"{Name(record)} is {Quoted(p.To)} and depends on {Quoted(p.From)} of step {blame.Step}",
            _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "no such pattern"),
        };

    private static string Missing(Predicate what, int? within, Fault fault, string since)
    {
        var bound = within is { } steps ? $" within {Number(steps)} steps" : "";
        return fault == Fault.Late
            ? $"nothing was {Quoted(what)}{bound} of {since}"
            : $"nothing was {Quoted(what)}{bound} of {since} before the end";
    }

    private static string Origin(in Blame blame) => blame.Seq < 0 ? "the beginning" : $"step {blame.Step}";

    private static string Name(MessageActionRecord? record) => $"{Spelling.Of(record!.Kind)} {record.Name}";

    /// <summary>A predicate of many parts is told by its beginning; the contract has the whole.</summary>
    private static string Quoted(Predicate what) =>
        what.Text.Length <= ShownCharacters ? $"'{what.Text}'" : $"'{what.Text.AsSpan(0, ShownCharacters)}...'";

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
