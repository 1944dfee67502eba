using System.Buffers;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Text;

/// <summary>Where a word of a step was read.</summary>
public enum WordField
{
    /// <summary>What the model thought or said.</summary>
    Said = 't',

    /// <summary>Names and arguments of tool calls.</summary>
    Action = 'a',

    /// <summary>Lines of results that speak of an error.</summary>
    Error = 'r',
}

/// <summary>The words of one step in order, each with the mark of its field: <c>a:rm</c> and <c>r:rm</c> are two words.</summary>
/// <remarks>
/// Allocates nothing. Of each text the first <see cref="MostCharacters"/> are read, of a result the first
/// <see cref="MostErrorLines"/> error lines within its last <see cref="ResultTail"/> characters, so the work of a call is bounded.
/// </remarks>
internal ref struct StepWords
{
    public const int BufferLength = WordScanner.LongestWord + 2;

    private const int MostCharacters = 2000,
        MostErrorLines = 12,
        LongestErrorLine = 240,
        ResultTail = 8000,
        TextsOfCall = 2;

    private static readonly SearchValues<string> ErrorMarks = SearchValues.Create(
        ["error", "exception", "traceback", "fail", "fatal", "not found", "no such", "denied", "cannot", "refused"],
        StringComparison.OrdinalIgnoreCase
    );

    private readonly Step _step;
    private readonly TaskWords _leftOut;
    private readonly Span<char> _buffer;
    private WordScanner _words;
    private ReadOnlySpan<char> _result;
    private int _text;
    private int _errorLines;
    private int _length;
    private bool _startsPhrase = true;

    /// <param name="step">The step.</param>
    /// <param name="leftOut">Words that are passed over; they end a phrase.</param>
    /// <param name="buffer">Room for <see cref="BufferLength"/> characters.</param>
    public StepWords(Step step, TaskWords leftOut, Span<char> buffer)
    {
        _step = step;
        _leftOut = leftOut;
        _buffer = buffer;
    }

    /// <summary>The word with its field; valid until the next one is read.</summary>
    public readonly ReadOnlySpan<char> Current => _buffer[.._length];

    /// <summary>False where the word before belongs to the same phrase.</summary>
    public bool StartsPhrase { get; private set; }

    public bool MoveNext()
    {
        while (true)
        {
            while (_words.MoveNext())
            {
                _startsPhrase |= _words.StartsPhrase;
                if (_leftOut.Contains(_words.Current))
                {
                    _startsPhrase = true;
                    continue;
                }

                _length = _words.Current.Length + 2;
                (StartsPhrase, _startsPhrase) = (_startsPhrase, false);
                return true;
            }

            _startsPhrase = true;
            if (!NextErrorLine() && !NextText())
            {
                return false;
            }
        }
    }

    private bool NextText()
    {
        var text = _text++;
        if (text < 2)
        {
            Read(WordField.Said, text == 0 ? _step.Thought : _step.Message);
            return true;
        }

        var (at, part) = int.DivRem(text - 2, TextsOfCall);
        if (at >= _step.Calls.Count)
        {
            return false;
        }

        var call = _step.Calls[at];
        if (part == 0)
        {
            Read(WordField.Action, call.Name);
        }
        else
        {
            Read(WordField.Action, call.Command ?? call.Arguments, escapes: call.Command is null);
            BeginResult(call);
        }

        return true;
    }

    private void BeginResult(ToolCall call)
    {
        _result = call.Result;
        _errorLines = 0;
        if (_result.Length > ResultTail)
        {
            _result = _result[^ResultTail..];
        }

        // A failure that no mark gives away is told by the last line, where tools put the reason.
        if ((call.IsError || call.ExitCode is > 0) && _result.IndexOfAny(ErrorMarks) < 0)
        {
            _result = _result.TrimEnd();
            _result = _result[(_result.LastIndexOf('\n') + 1)..];
            _errorLines = -1;
        }
    }

    private bool NextErrorLine()
    {
        if (_errorLines < 0)
        {
            _errorLines = MostErrorLines;
            Read(WordField.Error, _result[..Math.Min(_result.Length, LongestErrorLine)]);
            return true;
        }

        if (_errorLines >= MostErrorLines || _result.IndexOfAny(ErrorMarks) is not (>= 0 and var mark))
        {
            _result = default;
            return false;
        }

        var start = _result[..mark].LastIndexOf('\n') + 1;
        var length = _result[mark..].IndexOf('\n') is >= 0 and var end ? mark + end - start : _result.Length - start;
        // A long line is read around its mark.
        var from = start + Math.Max(0, Math.Min(mark - start - (LongestErrorLine / 2), length - LongestErrorLine));
        Read(WordField.Error, _result.Slice(from, Math.Min(LongestErrorLine, start + length - from)));
        _result = _result[(start + length)..];
        _errorLines++;
        return true;
    }

    private void Read(WordField field, ReadOnlySpan<char> text, bool escapes = false)
    {
        _buffer[0] = (char)field;
        _buffer[1] = ':';
        _words = new WordScanner(text[..Math.Min(text.Length, MostCharacters)], _buffer[2..], escapes);
    }
}
