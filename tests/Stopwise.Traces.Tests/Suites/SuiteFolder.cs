using Stopwise.Traces.Suites;

namespace Stopwise.Traces.Tests.Suites;

/// <summary>A folder for a suite and what it names; gone after the test.</summary>
internal sealed class SuiteFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("stopwise-suites-").FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public Suite Suite(string yaml, string name = "s.suite.yaml") => Traces.Suites.Suite.Parse(Write(name, yaml), yaml);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
