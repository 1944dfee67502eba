using System.Globalization;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Tests.Text;

/// <summary>Values computed by an independent program, eng/check-words.py, on a corpus made by hand.</summary>
public class Ss3GoldenTests
{
    private const double Tolerance = 1e-12;

    private static readonly Dictionary<string, Dictionary<string, string[]>> Corpora = new(StringComparer.Ordinal)
    {
        ["two"] = new(StringComparer.Ordinal)
        {
            ["failed"] =
            [
                "disk full error",
                "disk full error again",
                "disk full",
                "retry error",
                "open file",
                "open file",
            ],
            ["solved"] =
            [
                "tests pass",
                "tests pass now",
                "tests pass",
                "open file",
                "disk fine",
                "disk fine",
                "retry error",
                "retry error",
            ],
        },
        ["three"] = new(StringComparer.Ordinal)
        {
            ["red"] = ["a b c", "a b c", "a b", "a d", "a d"],
            ["green"] = ["a e", "a e f", "e f", "e f", "d d"],
            ["blue"] = ["b g", "b g", "g a", "g a", "d g"],
        },
    };

    [Theory]
    [InlineData("two", false)]
    [InlineData("two", true)]
    [InlineData("three", false)]
    [InlineData("three", true)]
    public void Values_are_those_of_the_independent_program(string corpus, bool dropsCommonTerms)
    {
        var options = new Ss3Options { DropsCommonTerms = dropsCommonTerms };
        var model = TextSamples.Count(Corpora[corpus], options).ToModel();
        var expected = Golden(corpus, dropsCommonTerms);

        var actual = Values(model);
        actual.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Keys.Order(StringComparer.Ordinal));
        foreach (var (term, value) in expected)
        {
            actual[term].ShouldBe(value, Tolerance, term);
        }
    }

    [Fact]
    public void Two_categories_by_hand()
    {
        // Failed: "full" 4 of at most 4, "disk" 2; solved: "disk" 2 of at most 2. sigma .45, lambda .5, rho 1.
        var model = TextSamples
            .Count(
                new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["failed"] = ["full", "full", "full", "full", "disk", "disk"],
                    ["solved"] = ["disk", "disk"],
                }
            )
            .ToModel();
        var lower = Math.Pow(0.5, 0.45); // local value of disk for failed; for solved it is 1; median and deviation are the lower one
        var failed = (0.5 * Math.Tanh((3 * 0 / (0.5 * lower)) - 3)) + 0.5;
        var solved = (0.5 * Math.Tanh((3 * (1 - lower) / (0.5 * lower)) - 3)) + 0.5;

        var values = Values(model);

        values["failed full"].ShouldBe(1, Tolerance);
        values["failed disk"].ShouldBe(lower * failed * (1 - solved) / (1 + solved), Tolerance);
        values["solved disk"].ShouldBe(1 * solved * (1 - failed) / (1 + failed), Tolerance);
    }

    [Fact]
    public void Seen_once_is_noise_unless_the_cut_is_lower()
    {
        var corpus = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["failed"] = ["rare", "often", "often"],
            ["solved"] = ["other", "other"],
        };

        Values(TextSamples.Count(corpus).ToModel()).ShouldNotContainKey("failed rare");
        Values(TextSamples.Count(corpus, new Ss3Options { NoiseFrequency = 0 }).ToModel())["failed rare"]
            .ShouldBe(Math.Pow(0.5, 0.45), Tolerance);
    }

    [Fact]
    public void Normalised_values_reach_one_in_every_category_and_length()
    {
        var plain = TextSamples.Count(Corpora["three"]).ToModel();
        var normalised = TextSamples.Count(Corpora["three"], new Ss3Options { Normalises = true }).ToModel();

        foreach (var group in Values(plain).GroupBy(v => (v.Key.Split(' ')[0], v.Key.Count(c => c == ' '))))
        {
            var most = group.Max(v => v.Value);
            foreach (var (term, value) in group)
            {
                Values(normalised)[term].ShouldBe(value / most, Tolerance);
            }
        }
    }

    [Fact]
    public void Alpha_drops_what_is_worth_no_more()
    {
        var model = TextSamples.Count(Corpora["two"], new Ss3Options { Alpha = 0.9 }).ToModel();

        Values(model).Values.ShouldAllBe(v => v > 0.9);
        Values(model).ShouldContainKey("failed full");
    }

    /// <summary>Values that are not zero, by category and term.</summary>
    private static Dictionary<string, double> Values(Ss3Model model)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var node = 1; node < model.Trie.Count; node++)
        {
            for (var c = 0; c < model.Categories.Count; c++)
            {
                if (model.ValuesOf(node)[c] is not 0 and var value)
                {
                    var term = model.Trie.Text(node).Replace("t:", "", StringComparison.Ordinal);
                    values.Add($"{model.Categories[c]} {term}", value);
                }
            }
        }

        return values;
    }

    private static Dictionary<string, double> Golden(string corpus, bool dropsCommonTerms)
    {
        var file = Path.Combine(Repo.Root, "tests/Stopwise.Traces.Tests/Text/ss3-golden.txt");
        var lines = File.ReadLines(file)
            .Select(l => l.Split(' ', 5))
            .Where(l => l[0] == corpus && l[1] == (dropsCommonTerms ? "drop" : "keep"));
        return lines.ToDictionary(
            l => $"{l[2]} {l[4]}",
            l => double.Parse(l[3], CultureInfo.InvariantCulture),
            StringComparer.Ordinal
        );
    }
}
