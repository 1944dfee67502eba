using System.Security.Cryptography;
using System.Text;

namespace Stopwise.Traces.Replay;

/// <summary>What became of a replay.</summary>
/// <param name="Calls">All calls in the order of the recording: tools that ran side by side are not told apart by who was quicker.</param>
/// <param name="Unused">Recorded calls that were not made.</param>
/// <param name="Mode">How it was replayed.</param>
public sealed record ReplayReport(IReadOnlyList<PlayedCall> Calls, IReadOnlyList<CassetteEntry> Unused, ReplayMode Mode)
{
    /// <summary>Calls that a recorded answer was given to.</summary>
    public int Hits => Calls.Count(c => c.Entry is not null);

    /// <summary>Calls that no recorded answer was found for.</summary>
    public int Misses => Calls.Count(c => c.Entry is null);

    /// <summary>Misses that were answered live and recorded.</summary>
    public int Added => Calls.Count(c => c.Recorded is not null);

    /// <summary>The first call that no recorded answer was found for; null where all had one.</summary>
    public Divergence? First => Calls.Where(c => c.Divergence is not null).MinBy(c => c.Number)?.Divergence;

    /// <summary>
    /// SHA-256 of all requests and answers in order, in lower-case hexadecimal digits: two replays did the same to the last byte exactly
    /// when theirs is equal.
    /// </summary>
    public string Sha256
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var call in Calls)
            {
                var answer = (call.Entry ?? call.Recorded)?.Response ?? "";
                hash.AppendData(
                    Encoding.UTF8.GetBytes(
                        $"{call.Asked.Kind}\n{call.Asked.Name}\n{call.Asked.Own.Request.Sha256}\n{answer}\n"
                    )
                );
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
