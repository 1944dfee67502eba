namespace Stopwise.Governance.Yaml;

/// <summary>A kind of YAML file that users write.</summary>
/// <param name="Name">How messages name it, before "file".</param>
/// <param name="FirstLine">How such a file begins.</param>
/// <param name="MostCharacters">The largest file, in characters.</param>
internal sealed record YamlKind(string Name, string FirstLine, int MostCharacters);
