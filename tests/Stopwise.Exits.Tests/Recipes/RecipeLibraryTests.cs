using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Recipes;

/// <summary>The design holds if published exit mechanisms are recipes, not classes: each file here is one.</summary>
public class RecipeLibraryTests
{
    public static TheoryData<string> Names => [.. RecipeLibrary.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_recipe_of_the_library_runs_and_is_written_as_it_lies_there(string name)
    {
        var file = Path.Combine(Repo.Root, "src/Stopwise.Exits/Recipes/Library", name + ".recipe.json");
        var recipe = RecipeLibrary.Load(name);
        if (Environment.GetEnvironmentVariable("STOPWISE_APPROVE") == "1")
        {
            File.WriteAllText(file, recipe.ToJson());
        }

        recipe.Name.ShouldBe(name);
        recipe.ToJson().ShouldBe(File.ReadAllText(file));

        var schema = new SignalSchema(1, recipe.Signals);
        var rule = recipe.Rule.Freeze(0.5).Bind(schema);
        var memory = new RuleMemory();
        var unknown = new float[schema.Width];
        Array.Fill(unknown, float.NaN);
        rule.Step(new Probe(0, 10, 0, unknown), memory.Slots).ShouldBe(Decision.Continue);
        recipe.Rule.Signals.ShouldBeSubsetOf(recipe.Signals);
    }

    [Fact]
    public void Two_dozen_recipes_need_no_class_of_their_own() =>
        RecipeLibrary.Names.Count.ShouldBeGreaterThanOrEqualTo(24);

    [Fact]
    public void A_recipe_that_is_not_there_is_refused_with_those_that_are() =>
        Should
            .Throw<StopwiseException>(() => RecipeLibrary.Load("magic"))
            .Message.ShouldStartWith("There is no recipe 'magic'; there are agreeing-indicators, ");
}
