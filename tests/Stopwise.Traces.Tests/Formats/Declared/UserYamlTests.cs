using Stopwise.Exits;
using Stopwise.Governance.Contracts;
using Stopwise.Traces.Suites;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>What holds for every YAML file that users write: formats, suites and contracts.</summary>
public class UserYamlTests
{
    private static readonly (string Kind, Action<string> Read)[] Kinds =
    [
        ("format", yaml => FormatFile.Parse("my.yaml", yaml)),
        ("suite", yaml => Suite.Parse("my.yaml", yaml)),
        ("contract", yaml => ContractSet.Parse(yaml, "my.yaml")),
    ];

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "", "my.yaml:1: The file is empty: begin with '" },
            { "name: a\nname: b\n", "my.yaml:2: 'name' is given twice" },
            { "name: a\n---\nname: b\n", "my.yaml:2: A second document begins here" },
            { "name: &a x\n", "my.yaml:1: Anchors and aliases are not read" },
            { "name: a\ntests: *a\n", "my.yaml:2: Anchors and aliases are not read" },
            { "\nname: !x y\n", "my.yaml:2: Tags are not read" },
            { "name: [a\n", "my.yaml:2: This is no YAML" },
            {
                $"name:\n {new string('[', 30)}{new string(']', 30)}\n",
                "my.yaml:2: The file is larger or deeper than any"
            },
            { $"name: {new string('[', 70)}", "my.yaml:1: Brackets are nested deeper than any" },
            { string.Concat(Enumerable.Repeat("- a\n", 30_000)) + "- [a]\n", "my.yaml:1: Keys are expected in the " },
            { string.Concat(Enumerable.Repeat("-\n", 60_000)), "my.yaml:40000: The file is larger or deeper than any" },
            { new string('#', (1 << 20) + 1), "my.yaml:1: A KIND file has at most " },
            { "nmae: a\n", "my.yaml:1: 'nmae' is no key of the " },
        };

    [Theory, MemberData(nameof(Refused))]
    public void What_one_kind_of_file_refuses_all_do_with_line_and_reason(string yaml, string message)
    {
        foreach (var (kind, read) in Kinds)
        {
            Should
                .Throw<StopwiseException>(() => read(yaml), kind)
                .Message.ShouldStartWith(message.Replace("KIND", kind, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_misspelled_key_is_answered_with_the_nearest_in_all()
    {
        string[] wrong = ["fromat: 1", "versoin: 1", "versoin: 1"];
        string[] right = ["format", "version", "version"];
        for (var i = 0; i < Kinds.Length; i++)
        {
            Should
                .Throw<StopwiseException>(() => Kinds[i].Read($"\n{wrong[i]}\n"))
                .Message.ShouldStartWith(
                    $"my.yaml:2: '{wrong[i].Split(':')[0]}' is no key of the {(i == 1 ? "suite" : "file")}; the nearest is '{right[i]}'. It may have "
                );
        }
    }
}
