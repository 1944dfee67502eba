using System.Text;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>The tables of docs/reference/recipes.md are written from the library; STOPWISE_APPROVE=1 rewrites them.</summary>
public class RecipesPageTests
{
    private const string Begin = "<!-- recipes: begin; written by RecipesPageTests -->\n";
    private const string End = "<!-- recipes: end -->\n";

    [Fact]
    public void The_page_says_what_the_library_holds() =>
        GeneratedPart.ShouldBe("docs/reference/recipes.md", Begin, End, Tables());

    [Fact]
    public void The_page_calls_nothing_lossless_and_only_verified_drafts_exact()
    {
        var page = File.ReadAllLines(Path.Combine(Repo.Root, "docs/reference/recipes.md"));

        page.ShouldAllBe(line => !line.Contains("lossless", StringComparison.OrdinalIgnoreCase));
        page.Where(line => line.EndsWith("| exact |", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Contains("| verify-block |", StringComparison.Ordinal));
        RecipeLibrary
            .Names.Select(n => RecipeLibrary.Load(n).About ?? "")
            .ShouldAllBe(about => !about.Contains("lossless", StringComparison.OrdinalIgnoreCase));
    }

    private static string Tables()
    {
        var text = new StringBuilder();
        text.Append("\n## Published mechanisms\n\n");
        text.Append("| mechanism | recipe | loop | calibration | settlement | output |\n|---|---|---|---|---|---|\n");
        foreach (var row in PaperTable.Rows)
        {
            Line(text, row.Paper, RecipeLibrary.Load(row.Recipe));
        }

        text.Append("\n## Rules for agent runs\n\n");
        text.Append("| rule | recipe | loop | calibration | settlement | output |\n|---|---|---|---|---|---|\n");
        foreach (var name in PaperTable.OfOurOwn)
        {
            Line(text, "own", RecipeLibrary.Load(name));
        }

        text.Append("\n## Read, and without an exit rule\n\n");
        foreach (var (paper, why) in PaperTable.WithoutRule)
        {
            text.Append($"- {paper}: {why}.\n");
        }

        text.Append("\n## What each recipe says of itself\n\n");
        foreach (var name in RecipeLibrary.Names)
        {
            text.Append($"- `{name}`: {RecipeLibrary.Load(name).About}\n");
        }

        return text.Append('\n').ToString();
    }

    private static void Line(StringBuilder text, string mechanism, Recipe recipe)
    {
        var settlement = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName($"{recipe.Settlement}");
        var output = recipe.Settlement.IsExact() ? "exact" : "lossy";
        text.Append($"| {mechanism} | `{recipe.Name}` | {recipe.Host} | {recipe.Calibration?.Method ?? "-"} ");
        text.Append($"| {settlement} | {output} |\n");
    }
}
