using System.Collections.Frozen;
using System.Reflection;
using Stopwise.Exits;
using Stopwise.Governance.Contracts.Automata;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Contracts.Reading;
using Stopwise.Governance.Records;
using Stopwise.Governance.Yaml;

namespace Stopwise.Governance.Contracts;

/// <summary>Contracts with different names, compiled together: each distinct predicate is asked once a record for all of them.</summary>
public sealed class ContractSet
{
    private const string ShippedFolder = "Stopwise.Governance.Contracts.Shipped.";

    private static readonly Lazy<ContractSet> FromResources = new(ReadShipped);

    private readonly PredicateTable _table = new();
    private readonly Func<Machine>[] _start;

    /// <summary>Compiles contracts.</summary>
    /// <exception cref="StopwiseException">Two have the same name, or one is sliced by what its pattern cannot be.</exception>
    public ContractSet(IEnumerable<Contract> contracts)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        Contracts = [.. contracts];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var contract in Contracts)
        {
            if (!names.Add(contract.Name))
            {
                throw new StopwiseException($"Two contracts are called '{contract.Name}': rename one.");
            }

            if (contract is { Pattern: FlowPattern, Each: not SliceBy.Run })
            {
                throw new StopwiseException(
                    $"Contract '{contract.Name}': a flow follows data through the whole run and cannot be sliced."
                );
            }
        }

        _start = [.. Contracts.Select(c => Compilation.Of(c, _table))];
    }

    /// <summary>The contracts that ship with the program.</summary>
    public static ContractSet Shipped => FromResources.Value;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Contract> Contracts { get; }

    /// <summary>Reads a contract file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="path">How messages name it.</param>
    /// <exception cref="StopwiseException">There is a mistake; the message names path, line and remedy.</exception>
    public static ContractSet Parse(string yaml, string path)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(path);
        return new ContractSet(ContractFileReader.Read(yaml, path));
    }

    /// <summary>The contracts with these names, in the order of this set.</summary>
    /// <exception cref="StopwiseException">There is no contract of one of the names.</exception>
    public ContractSet Only(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var wanted = names.ToFrozenSet(StringComparer.Ordinal);
        foreach (var name in wanted)
        {
            if (!Contracts.Any(c => c.Name == name))
            {
                throw new StopwiseException(
                    $"There is no contract '{name}'{NearestName.Hint(name, [.. Contracts.Select(c => c.Name)])}."
                );
            }
        }

        return new ContractSet(Contracts.Where(c => wanted.Contains(c.Name)));
    }

    /// <summary>These contracts and those of another set.</summary>
    /// <exception cref="StopwiseException">Both have one of the same name.</exception>
    public ContractSet With(ContractSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ContractSet(Contracts.Concat(other.Contracts));
    }

    /// <summary>Begins to watch one run.</summary>
    public ContractMonitor Start() => new(Contracts, _start, _table);

    /// <summary>What each contract says of a run that is over, in the order of <see cref="Contracts"/>.</summary>
    /// <param name="run">All records of the run, in order.</param>
    /// <exception cref="ArgumentException">The numbers of the records do not grow.</exception>
    public IReadOnlyList<ContractVerdict> Check(IEnumerable<MessageActionRecord> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var monitor = Start();
        foreach (var record in run)
        {
            monitor.Step(record);
        }

        return monitor.Verdicts(over: true);
    }

    private static ContractSet ReadShipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var contracts = new List<Contract>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(ShippedFolder, StringComparison.Ordinal))
            {
                using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                contracts.AddRange(ContractFileReader.Read(text.ReadToEnd(), name[ShippedFolder.Length..]));
            }
        }

        return new ContractSet(contracts);
    }
}
