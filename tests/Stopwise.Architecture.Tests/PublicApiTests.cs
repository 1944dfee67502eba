using System.Reflection;
using System.Text;

namespace Stopwise.Architecture.Tests;

/// <summary>Every public member is listed in api/PROJECT.txt, so that a change of the API is seen in review.</summary>
public class PublicApiTests
{
    public static TheoryData<string> Projects => [.. Repo.Projects.Select(p => Path.GetFileNameWithoutExtension(p))];

    [Theory, MemberData(nameof(Projects))]
    public void Public_api_is_the_approved_one(string project)
    {
        var approved = Path.Combine(Repo.Root, "api", project + ".txt");
        var file = Path.Combine(Repo.Root, "src", project, project + ".csproj");
        var actual = Describe(ProjectAssemblies.Load(file));

        if (Environment.GetEnvironmentVariable("STOPWISE_APPROVE") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        File.Exists(approved).ShouldBeTrue($"Run the tests with STOPWISE_APPROVE=1 to create api/{project}.txt.");
        var seen = File.ReadAllLines(approved);
        var now = actual.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var hint = $"api/{project}.txt differs; run the tests with STOPWISE_APPROVE=1 and review the change.";
        now.ShouldBe(seen, hint);
    }

    [Fact]
    public void There_is_no_listing_of_a_project_that_is_gone() =>
        Directory
            .EnumerateFiles(Path.Combine(Repo.Root, "api"))
            .Select(Path.GetFileNameWithoutExtension)
            .Except(Repo.Projects.Select(Path.GetFileNameWithoutExtension))
            .ShouldBeEmpty();

    private static string Describe(Assembly assembly)
    {
        const BindingFlags Own =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            var members = type.GetMembers(Own)
                .Where(m =>
                    m is not MethodInfo { IsSpecialName: true } && !m.Name.Contains('<', StringComparison.Ordinal)
                )
                .Select(Line)
                .Order(StringComparer.Ordinal);
            foreach (var member in members)
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Line(MemberInfo member) =>
        member is FieldInfo { IsLiteral: true } constant
            ? $"{constant} = {constant.GetRawConstantValue()}"
            : member.ToString()!;
}
