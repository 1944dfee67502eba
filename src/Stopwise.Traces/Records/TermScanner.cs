namespace Stopwise.Traces.Records;

/// <summary>One term of a text.</summary>
/// <param name="Hash">Equal for equal terms whatever their case.</param>
/// <param name="Weight">How much it tells by its shape alone: names, numbers and paths more than words.</param>
/// <param name="IsWord">Plain letters, which tell less the more often they are said.</param>
/// <param name="Parts">The terms that follow and are parts of this one.</param>
internal readonly record struct Term(ulong Hash, float Weight, bool IsWord, int Parts);

/// <summary>Cuts a text into the terms by which it can be recognised elsewhere: names, paths, ids, numbers, longer words.</summary>
/// <remarks>
/// One pass, no allocation. A term joined by <c>/ . - @</c> comes first, its last path component and its words after it.
/// Text inside JSON is read as it is; the letter of an escape is no part of a word.
/// </remarks>
internal ref struct TermScanner
{
    private const int LongestTerm = 256;
    private const int MostParts = 16;
    private const ulong Seed = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private readonly ReadOnlySpan<char> _text;
    private PartList _parts;
    private int _count;
    private int _given;
    private int _at;

    public TermScanner(ReadOnlySpan<char> text) => _text = text;

    public Term Current { get; private set; }

    public bool MoveNext()
    {
        while (_given >= _count)
        {
            if (!ReadTerm())
            {
                return false;
            }
        }

        Current = _parts[_given++];
        return true;
    }

    /// <summary>Reads the next run of joined words into the list; false at the end of the text.</summary>
    private bool ReadTerm()
    {
        _count = _given = 0;
        SkipToWord();
        if (_at >= _text.Length)
        {
            return false;
        }

        // The place of the whole term is kept free until its words are read.
        _count = 1;
        var whole = new Shape();
        var name = new Shape();
        var isPath = false;
        while (true)
        {
            var word = new Shape();
            while (_at < _text.Length && IsInWord(_text[_at]))
            {
                word.Add(_text[_at]);
                whole.Add(_text[_at]);
                name.Add(_text[_at++]);
            }

            AddPart(word);
            if (_at + 1 >= _text.Length || _text[_at] is not ('/' or '.' or '-' or '@') || !IsInWord(_text[_at + 1]))
            {
                break;
            }

            if (_text[_at] == '/')
            {
                (name, isPath) = (new Shape(), true);
                whole.Join(_text[_at]);
            }
            else
            {
                whole.Join(_text[_at]);
                name.Join(_text[_at]);
            }

            _at++;
        }

        Finish(whole, name, isPath);
        return true;
    }

    private void Finish(Shape whole, Shape name, bool isPath)
    {
        if (whole.Joints == 0)
        {
            // A single word has no parts: what stands behind the free place is the word itself, if it tells anything.
            _given = 1;
            return;
        }

        if (isPath && name.Joints > 0)
        {
            AddPart(name);
        }

        var weight = whole.Length is < 4 or > LongestTerm ? 0 : whole.Weight;
        if (weight == 0)
        {
            _given = 1;
            return;
        }

        _parts[0] = new Term(whole.Hash, weight, IsWord: false, _count - 1);
    }

    private void AddPart(in Shape shape)
    {
        if (_count < MostParts && shape.Length <= LongestTerm && shape.Weight is > 0 and var weight)
        {
            _parts[_count++] = new Term(shape.Hash, weight, shape.IsWord, 0);
        }
    }

    private void SkipToWord()
    {
        while (_at < _text.Length && !IsInWord(_text[_at]))
        {
            _at += _text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is 'n' or 't' or 'r' or '\\' ? 2 : 1;
        }
    }

    private static bool IsInWord(char c) =>
        char.IsAsciiLetterOrDigit(c) || c == '_' || (c > 127 && char.IsLetterOrDigit(c));

    [System.Runtime.CompilerServices.InlineArray(MostParts)]
    private struct PartList
    {
        private Term _first;
    }

    /// <summary>What a run of characters looks like.</summary>
    private struct Shape()
    {
        private int _digits;
        private int _letters;
        private int _inner;
        private bool _wasLower;

        public ulong Hash { get; private set; } = Seed;

        public int Length { get; private set; }

        public int Joints { get; private set; }

        public readonly bool IsWord => _digits == 0 && _inner == 0 && Joints == 0;

        /// <summary>0 for what says too little to be recognised.</summary>
        public readonly float Weight =>
            Joints > 0
                ? (
                    _letters > 0 ? 3f
                    : _digits >= 3 ? 2.5f
                    : 0
                )
            : _digits > 0 && _letters > 0 ? (Length >= 4 ? 3f : 0)
            : _digits > 0
                ? (
                    Length >= 4 ? 2.5f
                    : Length >= 2 ? 1f
                    : 0
                )
            : _inner > 0 && Length >= 4 ? 2.5f
            : Length >= 9 ? 1f
            : Length >= 5 ? 0.6f
            : 0;

        public void Add(char c)
        {
            var lower =
                char.IsAsciiLetterUpper(c) ? (char)(c | 0x20)
                : c > 127 ? char.ToLowerInvariant(c)
                : c;
            _inner += (c == '_' && Length > 0) || (_wasLower && lower != c) ? 1 : 0;
            _wasLower = lower == c && c != '_';
            _digits += char.IsAsciiDigit(c) ? 1 : 0;
            _letters += char.IsAsciiDigit(c) || c == '_' ? 0 : 1;
            Mix(lower);
        }

        public void Join(char c)
        {
            Joints++;
            _wasLower = false;
            Mix(c);
        }

        private void Mix(char c)
        {
            Hash = (Hash ^ c) * Prime;
            Length++;
        }
    }
}
