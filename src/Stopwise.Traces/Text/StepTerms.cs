namespace Stopwise.Traces.Text;

/// <summary>Cuts the words of a step into the terms that a model knows, from left to right; allocates nothing.</summary>
/// <remarks>
/// At each word the term of the highest value in any category is taken, unless its words alone are worth more in some
/// category: then only the first word is.
/// </remarks>
internal ref struct StepTerms
{
    private readonly Ss3Model _model;
    private readonly Span<int> _ahead;
    private StepWords _words;
    private int _read;
    private int _next = Nothing;

    // Beside the ids of words, -1 being an unknown one.
    private const int Nothing = -2;

    /// <param name="model">The model.</param>
    /// <param name="words">The words of the step.</param>
    /// <param name="ahead">Room for <see cref="TermTrie.LongestTerm"/> words.</param>
    public StepTerms(Ss3Model model, StepWords words, Span<int> ahead)
    {
        _model = model;
        _words = words;
        _ahead = ahead;
    }

    /// <summary>The term; 0 for a word that the model does not know.</summary>
    public int Node { get; private set; }

    /// <summary>Its words.</summary>
    public int Length { get; private set; }

    public bool MoveNext()
    {
        ReadAhead();
        if (_read == 0)
        {
            return false;
        }

        Choose();
        _ahead[Length.._read].CopyTo(_ahead);
        _read -= Length;
        return true;
    }

    /// <summary>Fills the room with words of one phrase; the first word of the next one waits.</summary>
    private void ReadAhead()
    {
        if (_read == 0 && _next != Nothing)
        {
            _ahead[_read++] = _next;
            _next = Nothing;
        }

        while (_next == Nothing && _read < _model.Options.LongestTerm && _words.MoveNext())
        {
            var word = _model.Trie.WordOf(_words.Current);
            if (_words.StartsPhrase && _read > 0)
            {
                _next = word;
            }
            else
            {
                _ahead[_read++] = word;
            }
        }
    }

    private void Choose()
    {
        (Node, Length) = (0, 1);
        var best = 0.0;
        var node = 0;
        for (var length = 1; length <= _read; length++)
        {
            node = _ahead[length - 1] < 0 ? 0 : _model.Trie.Child(node, _ahead[length - 1]);
            if (node == 0)
            {
                break;
            }

            var value = Largest(_model.ValuesOf(node));
            if (length == 1 || value > best)
            {
                (Node, Length, best) = (node, length, value);
            }
        }

        if (Length > 1 && WorthOfWords() > best)
        {
            (Node, Length) = (_model.Trie.Child(0, _ahead[0]), 1);
        }
    }

    private readonly double WorthOfWords()
    {
        var most = 0.0;
        for (var category = 0; category < _model.Categories.Count; category++)
        {
            var sum = 0.0;
            for (var i = 0; i < Length; i++)
            {
                sum += _model.ValuesOf(_model.Trie.Child(0, _ahead[i]))[category];
            }

            most = Math.Max(most, sum);
        }

        return most;
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        var largest = values[0];
        foreach (var value in values[1..])
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
