using System.Text;

namespace Stopwise.Benchmarks.Importing;

/// <summary>Generated text that packs and parses like what agents say and what tools print. The same seed writes the same.</summary>
internal sealed class GeneratedText(int seed)
{
    private const string Hex = "0123456789abcdef";

    private static readonly string[] Words =
    [
        .. """
            the to of a in is and that for it this we be with not on file test error from return value when are line name should
            if can has now check function add run call change same there which object type other first list string use module does
            look fix result fails expected because after before path class method default argument option key token config
            output input number message index build parser server client request response import module_name get_value set_option
            self None True False assert raise except def async await lambda yield const let var static public private void int
            float double struct enum match impl trait where while break continue switch case
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        .. from stem in "read write load save parse format render merge split filter encode decode resolve update".Split(
            ' '
        )
        from noun in "node tree table cache field token header buffer stream session query schema column record".Split(
            ' '
        )
        select $"{stem}_{noun}",
    ];

    private readonly Random _dice = new(seed);
    private readonly StringBuilder _printed = new();

    /// <summary>A new run has read no file yet.</summary>
    public void Forget() => _printed.Clear();

    /// <summary>From low up to high, more often near low.</summary>
    public int Length(int low, int high)
    {
        var skewed = _dice.NextDouble();
        return low + (int)((high - low) * skewed * skewed * skewed);
    }

    public int Number(int below) => _dice.Next(below);

    /// <summary>Words of a frequency that falls with their rank.</summary>
    public string Prose(int length)
    {
        var text = new StringBuilder(length + 20);
        while (text.Length < length)
        {
            text.Append(Word())
                .Append(
                    _dice.Next(14) switch
                    {
                        0 => ". ",
                        1 => ", ",
                        2 => "\n",
                        _ => " ",
                    }
                );
        }

        return text.ToString();
    }

    /// <summary>Lines as a tool prints them: code, listings, logs, test results; most of them were printed before in this run.</summary>
    public string Output(int length)
    {
        var text = new StringBuilder(length + 120);
        while (text.Length < length)
        {
            if (_printed.Length > 0 && _dice.Next(3) > 0)
            {
                var from = _dice.Next(_printed.Length);
                text.Append(_printed, from, Math.Min(_printed.Length - from, 200 + _dice.Next(1500)));
            }
            else
            {
                var start = text.Length;
                for (var line = 0; line < 12; line++)
                {
                    Line(text, _dice.Next(8));
                }

                _printed.Append(text, start, text.Length - start);
            }
        }

        return text.ToString();
    }

    public string Identifier(int length) =>
        string.Create(
            length,
            _dice,
            static (letters, dice) =>
            {
                foreach (ref var letter in letters)
                {
                    letter = Hex[dice.Next(16)];
                }
            }
        );

    public string Path() => $"src/{Word()}/{Word()}_{Word()}.py";

    private void Line(StringBuilder text, int kind)
    {
        var number = _dice.Next(2000);
        switch (kind)
        {
            case 0:
                text.Append(Path()).Append(':').Append(number).Append(": in ").Append(Word()).Append('\n');
                break;
            case 1:
                text.Append("-rw-r--r-- 1 user user ")
                    .Append(number * 17)
                    .Append(" Mar  3 10:")
                    .Append(10 + (number % 50));
                text.Append(' ').Append(Path()).Append('\n');
                break;
            case 2:
                text.Append("PASSED tests/").Append(Path()).Append("::test_").Append(Word()).Append('[').Append(number);
                text.Append("]\n");
                break;
            case 3:
                text.Append(Identifier(12)).Append(' ').Append(Word()).Append(' ').Append(Word()).Append('\n');
                break;
            default:
                Code(text, number);
                break;
        }
    }

    private void Code(StringBuilder text, int number)
    {
        text.Append(number).Append('\t').Append(' ', _dice.Next(4) * 4);
        text.Append(Word()).Append('.').Append(Word()).Append('(').Append(Word()).Append(", \"").Append(Word());
        text.Append("\")").Append(_dice.Next(3) == 0 ? " == " : "  # ").Append(Word()).Append(' ').Append(Word());
        text.Append('\n');
    }

    private string Word()
    {
        var rank = _dice.NextDouble();
        return Words[(int)(Words.Length * rank * rank)];
    }
}
