using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>The acceptance test of the kernel: a published exit mechanism is a recipe over it, never a class of its own.</summary>
public class PaperRecipesTests
{
    public static TheoryData<string> Papers => [.. PaperTable.Rows.Select(r => r.Paper)];

    [Theory, MemberData(nameof(Papers))]
    public void A_paper_is_a_recipe_that_stops_its_host_and_settles_as_it_must(string paper)
    {
        var row = PaperTable.Rows.Single(r => r.Paper == paper);
        var recipe = RecipeLibrary.Load(row.Recipe);
        recipe.Settlement.ShouldBe(row.Settlement);
        recipe.Rule.IsFrozen.ShouldBe(row.Free is null);
        recipe
            .About.ShouldNotBeNull()
            .ShouldContain(paper[paper.IndexOf("arXiv", StringComparison.Ordinal)..].Split(' ')[1]);

        var host = PaperHost.Of(row.Host);
        var run = host.Run(recipe.Rule.Freeze(row.Free ?? 0).Bind(host.Schema), recipe.Settlement);

        run.Stopped.ShouldBeTrue();
        run.Results.ShouldAllBe(r => r.Settlement == row.Settlement);
        run.IsExact.ShouldBe(row.Exact);
        run.Results.Where(r => r.Stopped).ShouldAllBe(r => r.IsExact == row.Exact);
        if (row.Exact)
        {
            run.Output.ShouldBe(host.Full(row.Settlement).Output);
        }
    }

    [Theory, MemberData(nameof(Papers))]
    public void A_rule_that_never_speaks_leaves_every_host_as_it_was(string paper)
    {
        var row = PaperTable.Rows.Single(r => r.Paper == paper);
        var host = PaperHost.Of(row.Host);

        var full = host.Full(row.Settlement);

        full.IsExact.ShouldBeTrue();
        full.Output.ShouldBe(host.Full(Settlement.None).Output);
    }

    [Fact]
    public void The_table_covers_every_recipe_of_the_library() =>
        PaperTable.Rows.Select(r => r.Recipe).Concat(PaperTable.OfOurOwn).Order().ShouldBe(RecipeLibrary.Names.Order());

    [Fact]
    public void Only_what_is_verified_is_called_exact() =>
        PaperTable
            .Rows.Where(r => r.Exact)
            .Select(r => r.Settlement)
            .Distinct()
            .ShouldBe(Enum.GetValues<Settlement>().Where(s => s.IsExact()));
}
