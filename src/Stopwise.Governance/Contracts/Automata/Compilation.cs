using Stopwise.Governance.Contracts.Predicates;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>Makes of a contract what makes its machines: the automaton is built once for all runs.</summary>
internal static class Compilation
{
    /// <summary>Numbers the predicates of a contract and returns what begins its state in a run.</summary>
    public static Func<Machine> Of(Contract contract, PredicateTable table)
    {
        var scope = new Scope(Number(contract.From, table), Number(contract.Until, table));
        switch (contract.Pattern)
        {
            case BudgetPattern budget:
                return () => new BudgetMachine(contract, scope, budget);
            case FlowPattern flow:
                var (from, to) = (table.Add(flow.From), table.Add(flow.To));
                var unless = Number(flow.Unless, table);
                return () => new FlowMachine(contract, scope, from, to, unless);
            default:
                var (automaton, atoms) = Regular(contract.Pattern);
                int[] numbers = [.. atoms.Select(table.Add)];
                return () => new AutomatonMachine(contract, scope, automaton, numbers);
        }
    }

    private static int Number(Predicate? what, PredicateTable table) => what is null ? -1 : table.Add(what);

    private static (Automaton, Predicate[]) Regular(Pattern pattern) =>
        pattern switch
        {
            StepPattern p => (RegularPatterns.Step(), [p.When, p.Must]),
            AlphabetPattern p => (RegularPatterns.Step(), [p.Who, p.Only]),
            AbsencePattern p => (RegularPatterns.Absence(), [p.What]),
            ExistencePattern p => (RegularPatterns.Existence(p.Within), [p.What]),
            PrecedencePattern p => (RegularPatterns.Precedence(), [p.First, p.Then]),
            ResponsePattern p => (RegularPatterns.Response(p.Within), [p.When, p.Then]),
            RepetitionPattern { InARow: true } p => (RegularPatterns.Row(p.Most), [p.What]),
            RepetitionPattern p => (RegularPatterns.Repetition(p.Most), [p.What]),
            _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "no such pattern"),
        };
}
