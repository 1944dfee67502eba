using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Stopwise.Architecture.Tests;

public partial class StyleTests
{
    private const int MostLines = 500;

    [Fact]
    public void No_source_file_outgrows_a_sitting() =>
        Repo.SourceFiles.Where(f => File.ReadLines(f).Count() > MostLines).Select(Short).ShouldBeEmpty();

    [Fact]
    public void No_file_hides_behind_a_vague_name() =>
        Repo
            .SourceFiles.Where(f => VagueName().IsMatch(Path.GetFileNameWithoutExtension(f)))
            .Select(Short)
            .ShouldBeEmpty();

    [Fact]
    public void No_type_hides_behind_a_vague_name()
    {
        var types =
            from project in Repo.Projects
            from type in ProjectAssemblies.Load(project).GetTypes()
            where !type.Name.Contains('<', StringComparison.Ordinal) && VagueName().IsMatch(type.Name.Split('`')[0])
            select type.FullName;
        types.ShouldBeEmpty();
    }

    [Fact]
    public void No_folder_is_a_drawer_for_everything() =>
        Directory
            .EnumerateDirectories(Path.Combine(Repo.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(d => DrawerName().IsMatch(Path.GetFileName(d)))
            .Select(Short)
            .ShouldBeEmpty();

    [Fact]
    public void Namespaces_are_folder_paths()
    {
        var wrong =
            from project in Repo.Projects
            let folder = Path.GetDirectoryName(project)!
            let root = Path.GetFileNameWithoutExtension(project)
            from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            let declared = Declared(file)
            where declared is not null
            let wanted = Wanted(root, Path.GetRelativePath(folder, Path.GetDirectoryName(file)!))
            where declared != wanted
            select $"{Short(file)}: namespace {declared}, folder says {wanted}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_program_file_only_composes() =>
        File.ReadLines(Path.Combine(Repo.Root, "src/Stopwise.Cli/Program.cs")).Count().ShouldBeLessThan(50);

    [Fact]
    public void Every_exception_that_can_be_caught_outside_its_class_has_the_one_root()
    {
        var root = typeof(Exits.StopwiseException);
        var strays =
            from project in Repo.Projects
            from type in ProjectAssemblies.Load(project).GetTypes()
            where
                !type.IsNestedPrivate
                && type.IsSubclassOf(typeof(Exception))
                && type != root
                && !type.IsSubclassOf(root)
            select type.FullName;
        strays.ShouldBeEmpty();
    }

    private static string? Declared(string file) =>
        File.ReadLines(file)
            .Select(line => NamespaceLine().Match(line))
            .FirstOrDefault(m => m.Success)
            ?.Groups["name"]
            .Value;

    private static string Wanted(string root, string folder) =>
        folder == "." ? root : $"{root}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";

    private static string Short(string path) => Path.GetRelativePath(Repo.Root, path);

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Impl|Base|Info|Wrapper)$")]
    private static partial Regex VagueName();

    [GeneratedRegex("^(Utils?|Utilities|Helpers?|Common|Misc|Shared|Core)$", RegexOptions.IgnoreCase)]
    private static partial Regex DrawerName();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)")]
    private static partial Regex NamespaceLine();
}

/// <summary>The built assembly of a project; its name need not be the project's.</summary>
internal static class ProjectAssemblies
{
    public static Assembly Load(string project)
    {
        var named = XDocument.Load(project).Descendants("AssemblyName").FirstOrDefault()?.Value;
        return Assembly.Load(named ?? Path.GetFileNameWithoutExtension(project));
    }
}
