using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits;
using Stopwise.Governance.Contracts;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>Whatever a contract file holds, it is read or refused with its path and a line, and soon.</summary>
public class HostileFileTests
{
    private const string Path = "hostile.yaml";

    private static readonly string[] Shards =
    [
        "&a [",
        "*a",
        "!!binary ",
        "{",
        "}",
        "[",
        "]",
        "'",
        "\"",
        "? ",
        "- ",
        ": ",
        "|",
        ">",
        "%",
        "@",
        "`",
        "\t",
        "\u0000",
        "\ud800",
        "---\n",
        "...\n",
        "#",
        "(",
        "(?=a)",
        "\\1",
        "a{999}{999}",
        "within: 0",
        "within: -1",
        "most: 999999999",
        "null",
        "~",
        "{}",
        "[]",
        "not: {not: {not: ",
        "version: 1\n",
        "define: {",
        "contracts:\n",
        "each: run\n",
        "\n",
        "  ",
        "é",
        "${x}",
        "=",
        "<<: ",
    ];

    [Fact]
    public void A_mutated_file_is_read_or_refused_with_its_line()
    {
        var (read, refused) = (0, 0);
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
                seed =>
                {
                    if (Parse(Mutated(new Random(seed))))
                    {
                        read++;
                    }
                    else
                    {
                        refused++;
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
        read.ShouldBeGreaterThan(30);
        refused.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void Every_beginning_of_a_file_is_read_or_refused()
    {
        for (var length = 0; length < ContractFileTests.EveryKey.Length; length++)
        {
            Parse(ContractFileTests.EveryKey[..length]);
        }
    }

    [Fact]
    public void Bombs_are_refused_before_they_grow()
    {
        var doubled = string.Concat(Enumerable.Range(1, 40).Select(i => $"  d{i}: {{any: [d{i - 1}, d{i - 1}]}}\n"));
        string[] bombs =
        [
            $"version: 1\ndefine:\n  d0: {{does: edit}}\n{doubled}contracts: []",
            new string('[', 100_000),
            string.Concat(Enumerable.Repeat("- ", 50_000)),
            string.Concat(Enumerable.Repeat("a: ", 50_000)),
            new string('a', 10_000_000),
            $"version: 1\ncontracts: [{string.Join(",", Enumerable.Repeat("{}", 100_000))}]",
            $"version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {string.Concat(Enumerable.Repeat("{not: ", 30))}{{}}{new string('}', 30)}",
            $"version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {{text: '{new string('(', 900)}{new string(')', 900)}'}}",
            "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {text: '((a{99}){99}){99}'}",
            "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {text: '(a|b|ab)*c{1,500}'}",
            $"version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {{file: '{string.Concat(Enumerable.Repeat("*a", 500))}'}}",
        ];
        foreach (var bomb in bombs)
        {
            var watch = Stopwatch.StartNew();
            Parse(bomb);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), bomb[..Math.Min(80, bomb.Length)]);
        }
    }

    /// <summary>True where it was read.</summary>
    private static bool Parse(string yaml)
    {
        try
        {
            ContractSet.Parse(yaml, Path).Start();
            return true;
        }
        catch (StopwiseException e)
        {
            e.Message.ShouldMatch($@"\A{Path}:[1-9][0-9]*: \S");
            return false;
        }
    }

    private static string Mutated(Random random)
    {
        var text = ContractFileTests.EveryKey;
        for (var i = random.Next(4); i >= 0; i--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Shards[random.Next(Shards.Length)]),
                2 => text.Remove(at, 1).Insert(at, ((char)random.Next(32, 127)).ToString()),
                3 => text.Insert(at, text.Substring(random.Next(text.Length - 40), random.Next(40))),
                _ => MoveLine(text, random),
            };
        }

        return text;
    }

    private static string MoveLine(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var line = lines[random.Next(lines.Count)];
        lines.Insert(random.Next(lines.Count), line);
        return string.Join('\n', lines);
    }
}
