using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Actions.Code;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Tests.Actions.Shell;

public class ShellParserLawsTests
{
    private static readonly string[] Pieces =
    [
        "a",
        " ",
        "'",
        "\"",
        "\\",
        "$",
        "(",
        ")",
        "<",
        ">",
        "|",
        "&",
        ";",
        "\n",
        "\t",
        "#",
        "=",
        "-",
        "EOF",
        "{",
        "}",
        "`",
        "$(",
        "${",
        "$((",
        "<<",
        "<<-",
        "<<<",
        "2>&1",
        "&>",
        "if ",
        "then ",
        "fi",
        "for x in ",
        "do ",
        "done",
        "case x in ",
        ";;",
        "esac",
        "[[ ",
        " ]]",
        "cd ",
        "python - ",
        "open('a','w')",
        "rm ",
        "\0",
        "é",
        "\ud800",
        "bash -c ",
        "find . -exec ",
        "xargs ",
        "x=$x$x;",
    ];

    private static Arbitrary<string> Texts() =>
        Gen.Elements(Pieces).ListOf(60).Select(pieces => string.Concat(pieces)).ToArbitrary();

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000),
            Prop.ForAll(
                Texts(),
                text =>
                {
                    var parsed = ShellParser.Parse(text);
                    var reading = new StepReader().Read(RunMaker.Shell(0, text));
                    return parsed.Understood <= parsed.Commands.Count && reading.Calls.Count == 1;
                }
            )
        );

    [Fact]
    public void Any_program_text_is_read_without_an_exception() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Texts(), text => CodeReader.Read(text) is not null && CodeReader.Read(text, true) is not null)
        );

    [Fact]
    public void A_quoted_word_comes_back_as_it_was() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll<NonNull<string>>(text =>
            {
                var plain = text.Get.Replace("'", "", StringComparison.Ordinal);
                return ShellParser.Parse($"echo '{plain}' end").Commands is [{ Words: ["echo", var word, "end"] }]
                    && word == plain;
            })
        );

    [Fact]
    public void What_stands_before_a_text_does_not_change_what_the_text_does() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Texts(),
                text =>
                {
                    var alone = ShellParser.Parse(text).Commands;
                    var after = ShellParser.Parse("ls\n" + text).Commands;
                    return after.Count == alone.Count + 1
                        && after.Skip(1).Zip(alone).All(p => p.First.Words.SequenceEqual(p.Second.Words));
                }
            )
        );

    public static TheoryData<string, string> Hostile() =>
        new()
        {
            { "open brackets", new string('(', 1_000_000) },
            { "open substitutions", string.Concat(Enumerable.Repeat("$(", 500_000)) },
            { "open quoted substitutions", string.Concat(Enumerable.Repeat("\"$(", 300_000)) },
            { "open braces", string.Concat(Enumerable.Repeat("${", 500_000)) },
            { "open arithmetic", string.Concat(Enumerable.Repeat("$((", 300_000)) },
            { "open tests", string.Concat(Enumerable.Repeat("[[ ", 300_000)) },
            { "open quotes", string.Concat(Enumerable.Repeat("'\"", 500_000)) },
            { "backquotes", string.Concat(Enumerable.Repeat("`a\\`", 250_000)) },
            {
                "long here-document",
                "cat <<E > x.py\n" + string.Concat(Enumerable.Repeat("print(1)\n", 100_000)) + "E\npython x.py"
            },
            { "many here-documents", string.Concat(Enumerable.Repeat("cat <<E\n", 100_000)) },
            { "here-documents of a line", string.Concat(Enumerable.Repeat("a <<E;", 100_000)) + "\nx\n" },
            { "doubling variables", "a=xxxxxxxx\n" + string.Concat(Enumerable.Repeat("a=$a$a\n", 50_000)) },
            { "case patterns", string.Concat(Enumerable.Repeat("case x in a'", 100_000)) },
            { "arrays", string.Concat(Enumerable.Repeat("a=($(", 200_000)) },
            { "nested shells", string.Concat(Enumerable.Repeat("bash -c '", 100_000)) },
            { "long pipeline", string.Concat(Enumerable.Repeat("a|", 300_000)) },
            { "code brackets", "python -c '" + new string('(', 1_000_000) + "'" },
            { "code quotes", "python - <<E\n" + string.Concat(Enumerable.Repeat("\"\"\" ' ", 200_000)) + "\nE" },
            { "files of one name", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"> d{i}/f;")) },
            { "zero bytes", new string('\0', 500_000) },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_texts_take_linear_time(string name, string text)
    {
        var watch = Stopwatch.StartNew();

        new StepReader().Read(RunMaker.Shell(0, text)).Calls.Count.ShouldBe(1);

        // Half a second for a megabyte on an idle machine; a quadratic reader would need hours.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), name);
    }
}
