namespace Stopwise.Traces.Actions.Shell;

/// <content>Redirections, here-documents and here-strings.</content>
internal sealed partial class ShellParser
{
    /// <param name="descriptor">The number before the sign; -1 where there is none.</param>
    private void ReadRedirection(int descriptor)
    {
        var both = Peek(0) == '&';
        _at += both ? 1 : 0;
        var writes = Peek(0) == '>';
        _at++;
        if (!writes && Peek(0) == '<')
        {
            _at++;
            ReadHere();
            return;
        }

        if (Peek(0) == '>' || (writes && Peek(0) == '|'))
        {
            writes = true;
            _at++;
        }

        var copies = Peek(0) == '&';
        _at += copies ? 1 : 0;
        if (ReadTarget() is not { } target)
        {
            _source.Refuse();
            return;
        }

        if (copies && (target is "-" || target.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0))
        {
            CopyDescriptor(descriptor, target);
        }
        else if (
            !target.StartsWith(">(", StringComparison.Ordinal) && !target.StartsWith("<(", StringComparison.Ordinal)
        )
        {
            _redirections.Add(
                new Redirection(target, writes, ErrorsOnly: writes && descriptor == 2, WithErrors: both || copies)
            );
        }
    }

    /// <summary>After <c>> file 2>&amp;1</c> the file takes the errors as well.</summary>
    private void CopyDescriptor(int descriptor, string target)
    {
        if (descriptor == 2 && target == "1" && _redirections.Count > 0)
        {
            _redirections[^1] = _redirections[^1] with { WithErrors = true };
        }
    }

    private string? ReadTarget()
    {
        while (Peek(0) is ' ' or '\t' || (Peek(0) == '\\' && Peek(1) == '\n'))
        {
            _at += Peek(0) == '\\' ? 2 : 1;
        }

        var c = Peek(0);
        var isWord =
            _at < _text.Length
            && (c is '<' or '>' ? Peek(1) == '(' : c is not ('\n' or '\r' or ';' or '|' or '&' or '(' or ')'));
        return isWord ? ReadPlainWord() ?? ReadMixedWord() : null;
    }

    private void ReadHere()
    {
        if (Peek(0) == '<')
        {
            _at++;
            var word = ReadTarget();
            _input = new HereText { Text = word.AsMemory() };
            if (word is null)
            {
                _source.Refuse();
            }

            return;
        }

        var stripTabs = Peek(0) == '-';
        _at += stripTabs ? 1 : 0;
        if (ReadTarget() is not { } delimiter)
        {
            _source.Refuse();
            return;
        }

        _input = new HereText();
        _source.Awaited.Add((_input, delimiter, stripTabs));
    }

    private void ReadHereDocuments()
    {
        foreach (var (here, delimiter, stripTabs) in _source.Awaited)
        {
            var start = _at;
            var end = _text.Length;
            while (_at < _text.Length)
            {
                var next = EndOfLine(_at);
                var line = _text.AsSpan(_at, next - _at).TrimEnd('\r');
                var found = (stripTabs ? line.TrimStart('\t') : line).SequenceEqual(delimiter);
                end = found ? _at : _text.Length;
                _at = Math.Min(_text.Length, next + 1);
                if (found)
                {
                    break;
                }
            }

            here.Text = _text.AsMemory(start, Math.Max(0, end - start));
        }

        _source.Awaited.Clear();
    }
}
