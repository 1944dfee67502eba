namespace Stopwise.Exits.Hosts;

/// <summary>A loop whose units are guessed tokens: the first layers of a model, a smaller model, an n-gram table.</summary>
/// <remarks>
/// One object drafts round after round. Its <see cref="IExitHost.Cost"/> and its units count from the last
/// <see cref="Begin"/>; whatever it cached for tokens that are not among those it is given there, it must drop.
/// </remarks>
public interface IDraftHost : IExitHost
{
    /// <summary>Starts a round.</summary>
    /// <param name="tokens">All tokens that are certain, the newest last; to be read now, not kept.</param>
    /// <param name="depth">How good the guesses shall be, in the host's own scale, e.g. its exit layer.</param>
    void Begin(ReadOnlySpan<int> tokens, int depth);

    /// <summary>The tokens guessed since <see cref="Begin"/>, in order; it may have stopped without any.</summary>
    ReadOnlySpan<int> Draft { get; }
}

/// <summary>Runs the full computation over a draft as one block.</summary>
/// <remarks>
/// <c>choices[j]</c> must be what the full computation says after <paramref name="tokens"/> and the first j tokens of
/// <paramref name="draft"/>, whatever follows them in the draft. Everything that <see cref="ProposeVerify"/> promises rests on this.
/// Cached entries for draft tokens that are not among the <paramref name="tokens"/> of the next call must be dropped.
/// </remarks>
/// <param name="tokens">All tokens that are certain, the newest last.</param>
/// <param name="draft">The guesses that follow them; may be empty.</param>
/// <param name="choices">To be filled; one more than the draft has tokens.</param>
/// <returns>The cost, in the unit of the draft host.</returns>
public delegate double BlockVerifier(ReadOnlySpan<int> tokens, ReadOnlySpan<int> draft, Span<int> choices);
