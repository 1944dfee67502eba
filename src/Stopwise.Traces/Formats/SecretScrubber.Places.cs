using System.Buffers;
using System.Text;

namespace Stopwise.Traces.Formats;

internal static partial class SecretScrubber
{
    /// <summary>The places of a text where one of some words begins.</summary>
    /// <remarks>
    /// The vectorised search for many words knows characters only, so the text is widened byte by byte (Latin-1), which keeps
    /// every position: a piece at a time, small enough to stay in the first-level cache. Pieces overlap by less than a word.
    /// </remarks>
    private ref struct Places(ReadOnlySpan<byte> text, SearchValues<string> words, Span<char> window)
    {
        /// <summary>Characters of a piece.</summary>
        public const int Window = 8192;

        // "github_pat_" and "-----BEGIN " are the longest words.
        private const int Overlap = 10;

        private readonly ReadOnlySpan<byte> _text = text;
        private readonly Span<char> _window = window;
        private int _start;
        private int _end;

        /// <summary>The first place from here on; -1 where there is none.</summary>
        public int Next(int from)
        {
            while (from < _text.Length)
            {
                if (from >= _end)
                {
                    Widen(from);
                }

                var found = _window[(from - _start)..(_end - _start)].IndexOfAny(words);
                if (found >= 0)
                {
                    return from + found;
                }

                if (_end == _text.Length)
                {
                    return -1;
                }

                Widen(Math.Max(from, _end - Overlap));
                from = _start;
            }

            return -1;
        }

        private void Widen(int from)
        {
            _start = from;
            _end = Math.Min(_text.Length, from + _window.Length);
            Encoding.Latin1.GetChars(_text[_start.._end], _window);
        }
    }
}
