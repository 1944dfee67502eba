using System.Text;

namespace Stopwise.Traces.Formats.Hostile;

/// <summary>A file with a few bytes, pieces or lines lost, changed, doubled or put elsewhere.</summary>
internal static class ByteMutants
{
    private static readonly byte[][] Pieces =
    [
        "{"u8.ToArray(),
        "}"u8.ToArray(),
        "[[[["u8.ToArray(),
        "\""u8.ToArray(),
        "\\"u8.ToArray(),
        "\n"u8.ToArray(),
        "\0"u8.ToArray(),
        "\\ud83d"u8.ToArray(),
        [0xff, 0xfe],
        [0xef, 0xbb, 0xbf],
        [0xed, 0xa0, 0x80],
        "1e999"u8.ToArray(),
        ",,"u8.ToArray(),
    ];

    public static byte[] Of(byte[] content, Random dice)
    {
        var bytes = content.ToList();
        for (var edits = 1 + dice.Next(4); edits > 0 && bytes.Count > 0; edits--)
        {
            Edit(bytes, dice);
        }

        return [.. bytes];
    }

    public static byte[] Random(Random dice)
    {
        const string Json = "{}[]\",:\\ \n0123456789.eE+-truefalsn";
        var bytes = new byte[dice.Next(3000)];
        dice.NextBytes(bytes);
        return dice.Next(3) switch
        {
            0 => bytes,
            1 => [.. bytes.Select(b => (byte)Json[b % Json.Length])],
            _ => [(byte)'{', .. bytes.Select(b => (byte)(' ' + (b % 90)))],
        };
    }

    private static void Edit(List<byte> bytes, Random dice)
    {
        var at = dice.Next(bytes.Count);
        var length = Math.Min(bytes.Count - at, 1 + dice.Next(dice.Next(2) == 0 ? 4 : 200));
        switch (dice.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << dice.Next(8));
                break;
            case 1:
                bytes[at] = (byte)dice.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(dice.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Pieces[dice.Next(Pieces.Length)]);
                break;
            default:
                Lines(bytes, dice);
                break;
        }
    }

    private static void Lines(List<byte> bytes, Random dice)
    {
        var lines = Encoding.Latin1.GetString([.. bytes]).Split('\n').ToList();
        var from = dice.Next(lines.Count);
        var line = lines[from];
        if (dice.Next(2) == 0)
        {
            lines.RemoveAt(from);
        }

        lines.Insert(dice.Next(lines.Count + 1), line);
        if (dice.Next(3) == 0)
        {
            lines.RemoveAt(dice.Next(lines.Count));
        }

        bytes.Clear();
        bytes.AddRange(Encoding.Latin1.GetBytes(string.Join('\n', lines)));
    }
}
