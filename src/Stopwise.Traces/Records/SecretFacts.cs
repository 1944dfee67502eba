using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Records;

/// <summary>Where secrets are: files that hold them by custom, and places that the importer masked.</summary>
internal static class SecretFacts
{
    private const string Mask = "[masked:";

    /// <summary>True where a secret was masked in the text.</summary>
    public static bool IsMasked(ReadOnlySpan<char> text) => text.IndexOf(Mask, StringComparison.Ordinal) >= 0;

    /// <summary>True for a file that by custom holds keys, passwords or tokens.</summary>
    public static bool IsSecret(string path)
    {
        var name = ShellPath.NameOf(path).ToLowerInvariant();
        return name
                is ".env"
                    or ".netrc"
                    or ".pgpass"
                    or ".pypirc"
                    or ".npmrc"
                    or ".git-credentials"
                    or "id_rsa"
                    or "id_dsa"
                    or "id_ecdsa"
                    or "id_ed25519"
                    or "shadow"
                    or "credentials.json"
                    or "secrets.json"
                    or "secrets.yml"
                    or "secrets.yaml"
                    or "secrets.toml"
                    or ".htpasswd"
                    or "master.key"
            || (name == "credentials" && path.Contains(".aws/", StringComparison.Ordinal))
            || (name == "config.json" && path.Contains(".docker/", StringComparison.Ordinal))
            || (name == "config" && path.Contains(".kube/", StringComparison.Ordinal))
            || (name.StartsWith(".env.", StringComparison.Ordinal) && !IsSample(name))
            || (
                name.StartsWith("service-account", StringComparison.Ordinal)
                && name.EndsWith(".json", StringComparison.Ordinal)
            )
            || IsKeyFile(name);
    }

    private static bool IsSample(string name) =>
        name.Contains("example", StringComparison.Ordinal)
        || name.Contains("sample", StringComparison.Ordinal)
        || name.Contains("template", StringComparison.Ordinal)
        || name.Contains("dist", StringComparison.Ordinal);

    /// <summary>Certificates and public halves lie beside the keys and are no secret.</summary>
    private static bool IsKeyFile(string name) =>
        (
            name.EndsWith(".pem", StringComparison.Ordinal)
            || name.EndsWith(".key", StringComparison.Ordinal)
            || name.EndsWith(".p12", StringComparison.Ordinal)
            || name.EndsWith(".pfx", StringComparison.Ordinal)
            || name.EndsWith(".keystore", StringComparison.Ordinal)
            || name.EndsWith(".kdbx", StringComparison.Ordinal)
        )
        && !name.Contains("cert", StringComparison.Ordinal)
        && !name.Contains("chain", StringComparison.Ordinal)
        && !name.Contains("pub", StringComparison.Ordinal)
        && !name.StartsWith("ca", StringComparison.Ordinal);
}
