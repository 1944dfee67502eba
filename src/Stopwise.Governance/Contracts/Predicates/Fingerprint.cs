namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>What two equal actions share. The texts themselves are compared, so that no two actions are ever mixed up.</summary>
/// <param name="Name">The tool; empty where only payloads are compared.</param>
/// <param name="Payload">The arguments or the result; empty where only names are compared.</param>
/// <param name="Hash">Of both, looking at no more than a bounded part of the payload.</param>
internal readonly record struct Fingerprint(string Name, string Payload, int Hash)
{
    private const int Looked = 128;

    public static Fingerprint Of(string name, string payload)
    {
        // Long payloads that differ in the middle only share a bucket; that costs a comparison, never a mistake.
        var head = payload.AsSpan(0, Math.Min(Looked, payload.Length));
        var tail = payload.AsSpan(Math.Max(head.Length, payload.Length - Looked));
        return new Fingerprint(
            name,
            payload,
            HashCode.Combine(HashOf(name), payload.Length, HashOf(head), HashOf(tail))
        );
    }

    public bool Equals(Fingerprint other) =>
        Hash == other.Hash
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Payload, other.Payload, StringComparison.Ordinal);

    public override int GetHashCode() => Hash;

    private static int HashOf(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.Ordinal);
}
