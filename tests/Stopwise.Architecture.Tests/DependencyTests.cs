using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Stopwise.Architecture.Tests;

/// <summary>docs/architecture.md is the rule; these tests only compare it with what is there.</summary>
public partial class DependencyTests
{
    [Fact]
    public void Project_references_are_the_arrows_of_the_drawing() =>
        ArchitecturePage.References.Order().ShouldBe(ArchitecturePage.Arrows.Order());

    [Fact]
    public void Every_arrow_goes_to_a_lower_row()
    {
        ArchitecturePage.Arrows.ShouldNotBeEmpty();
        foreach (var (from, to) in ArchitecturePage.Arrows)
        {
            ArchitecturePage.Rows.Keys.ShouldContain(from);
            ArchitecturePage.Rows.Keys.ShouldContain(to);
            ArchitecturePage.Rows[from].ShouldBeGreaterThan(ArchitecturePage.Rows[to], $"{from} --> {to}");
        }
    }

    [Fact]
    public void The_exit_kernel_uses_no_package_and_no_project()
    {
        var kernel = XDocument.Load(Path.Combine(Repo.Root, "src/Stopwise.Exits/Stopwise.Exits.csproj"));
        kernel.Descendants("PackageReference").ShouldBeEmpty();
        kernel.Descendants("ProjectReference").ShouldBeEmpty();
    }

    [Fact]
    public void The_exit_kernel_does_no_io()
    {
        string[] forbidden = ["System.IO", "System.Net", "System.Diagnostics.Process", "Microsoft.Data"];
        var offenders =
            from file in Repo.Under("src/Stopwise.Exits", "*.cs")
            from line in File.ReadLines(file)
            where forbidden.Any(name => line.StartsWith($"using {name}", StringComparison.Ordinal))
            select $"{Path.GetFileName(file)}: {line}";
        offenders.ShouldBeEmpty();
    }

    /// <summary>What a run says is data: nothing that reads it for a diagnosis can start, open or reach anything.</summary>
    [Fact]
    public void Diagnosis_starts_no_process_and_touches_no_file_and_no_network()
    {
        string[] rooms = ["Actions", "Kin", "Onset", "Trees"];
        var offenders =
            from room in rooms
            from file in Repo.Under($"src/Stopwise.Traces/{room}", "*.cs")
            from line in File.ReadLines(file)
            let code = line.TrimStart()
            where !code.StartsWith("//", StringComparison.Ordinal) && ReachesOut().IsMatch(code)
            select $"{Path.GetFileName(file)}: {code}";
        offenders.ShouldBeEmpty();
        ReachesOut().IsMatch("var text = File.ReadAllText(path);").ShouldBeTrue();
    }

    [GeneratedRegex(
        @"\bSystem\.(Net|Diagnostics\.Process|Reflection)\b|\b(File|Directory|FileInfo|DirectoryInfo|FileStream|StreamReader|StreamWriter|Process|ProcessStartInfo|HttpClient|Socket|Environment|Assembly|Activator)(\.|\()",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex ReachesOut();

    [Fact]
    public void The_map_lists_every_project_and_nothing_that_is_gone()
    {
        var projects = Repo.Projects.Select(p => "src/" + Path.GetFileNameWithoutExtension(p));
        projects.Except(ArchitecturePage.Paths).ShouldBeEmpty("projects that the map does not list");

        var gone = ArchitecturePage.Paths.Where(p => !Path.Exists(Path.Combine(Repo.Root, p)));
        gone.ShouldBeEmpty("paths in the map that do not exist");
    }
}
