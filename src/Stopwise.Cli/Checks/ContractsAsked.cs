using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Governance.Contracts;

namespace Stopwise.Cli.Checks;

/// <summary>The contracts that a user means: those that ship, one of them, files, folders of files.</summary>
internal static class ContractsAsked
{
    private const string Shipped = "shipped";

    public static Option<string[]> Option { get; } =
        new("--contracts")
        {
            Description =
                "A YAML file or folder of contracts, shipped for those that ship (the default), or shipped:NAME.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = false,
        };

    /// <exception cref="StopwiseException">A file cannot be read or has a mistake, or a name is not known.</exception>
    public static ContractSet Of(CommandCall call)
    {
        ContractSet? all = null;
        var named = call.Get(Option) is { Length: > 0 } asked ? asked : [Shipped];
        foreach (var set in named.Distinct(StringComparer.Ordinal).SelectMany(Sets))
        {
            all = all is null ? set : all.With(set);
        }

        return all is { Contracts.Count: > 0 }
            ? all
            : throw new StopwiseException($"{string.Join(", ", named)} holds no contract.");
    }

    private static IEnumerable<ContractSet> Sets(string named)
    {
        if (named == Shipped)
        {
            yield return ContractSet.Shipped;
        }
        else if (named.StartsWith(Shipped + ":", StringComparison.Ordinal))
        {
            yield return ContractSet.Shipped.Only([named[(Shipped.Length + 1)..]]);
        }
        else
        {
            foreach (var file in Files(named))
            {
                yield return ContractSet.Parse(WholeFile.Read(file), file);
            }
        }
    }

    private static IReadOnlyList<string> Files(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
