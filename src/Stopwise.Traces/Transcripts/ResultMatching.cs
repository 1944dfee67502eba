namespace Stopwise.Traces.Transcripts;

/// <summary>
/// Says which result belongs to which call. Ids may come again in later messages, as models that count their calls from zero
/// in each answer give them: a result then belongs to the nearest call before it.
/// </summary>
/// <remarks>Calls and results are told in their order. Linear in their number.</remarks>
internal sealed class ResultMatching
{
    /// <summary>The owner of a result that no call asked for.</summary>
    public const int Nobody = -1;

    /// <summary>The owner of a result whose call has one already.</summary>
    public const int Answered = -2;

    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly List<(string Key, int Result)> _early = [];
    private readonly List<int> _resultOf = [];
    private readonly List<int> _ownerOf = [];

    /// <summary>Tells of a call and returns its number.</summary>
    /// <param name="key">The id.</param>
    /// <param name="group">The message it stands in: calls of one message are answered from the first on.</param>
    public int Call(string key, int group)
    {
        if (!_waiting.TryGetValue(key, out var waiting))
        {
            _waiting[key] = waiting = new Waiting();
        }

        if (waiting.Group != group)
        {
            // What is left of earlier messages is answered only by a result that came before its call.
            waiting.Left.AddRange(waiting.Latest);
            waiting.Latest.Clear();
            waiting.Group = group;
        }

        waiting.Latest.Enqueue(_resultOf.Count);
        _resultOf.Add(Nobody);
        return _resultOf.Count - 1;
    }

    /// <summary>Tells of a result and returns its number.</summary>
    public int Result(string? key)
    {
        var result = _ownerOf.Count;
        _ownerOf.Add(Nobody);
        if (key is null)
        {
            return result;
        }

        if (!_waiting.TryGetValue(key, out var waiting))
        {
            _early.Add((key, result));
        }
        else if (waiting.Latest.TryDequeue(out var call))
        {
            (_ownerOf[result], _resultOf[call]) = (call, result);
        }
        else
        {
            _ownerOf[result] = Answered;
        }

        return result;
    }

    /// <summary>After the last call: results that came before their calls find them.</summary>
    public void Settle()
    {
        foreach (var (key, result) in _early)
        {
            if (!_waiting.TryGetValue(key, out var waiting))
            {
                continue;
            }

            waiting.Left.AddRange(waiting.Latest);
            waiting.Latest.Clear();
            if (waiting.Taken == waiting.Left.Count)
            {
                _ownerOf[result] = Answered;
                continue;
            }

            var call = waiting.Left[waiting.Taken++];
            (_ownerOf[result], _resultOf[call]) = (call, result);
        }
    }

    /// <summary>The call of a result, or <see cref="Nobody"/>, or <see cref="Answered"/>.</summary>
    public int OwnerOf(int result) => _ownerOf[result];

    /// <summary>The result of a call, or <see cref="Nobody"/>.</summary>
    public int ResultOf(int call) => _resultOf[call];

    private sealed class Waiting
    {
        public int Group { get; set; } = Nobody;

        /// <summary>Calls of the latest message that have no result yet.</summary>
        public Queue<int> Latest { get; } = new();

        public List<int> Left { get; } = [];

        /// <summary>How many of <see cref="Left"/> have found a result.</summary>
        public int Taken { get; set; }
    }
}
