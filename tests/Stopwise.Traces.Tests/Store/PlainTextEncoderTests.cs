using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stopwise.Traces.Store;

public class PlainTextEncoderTests
{
    private static readonly JsonSerializerOptions Ours = new() { Encoder = new PlainTextEncoder() };

    private static readonly JsonSerializerOptions Theirs = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Every_text_is_written_as_the_relaxed_encoder_writes_it()
    {
        var dice = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var text = Text(dice, dice.Next(i < 2900 ? 60 : 9000));

            JsonSerializer.Serialize(text, Ours).ShouldBe(JsonSerializer.Serialize(text, Theirs));
        }
    }

    [Fact]
    public void Every_single_character_and_pair_of_surrogates_is_written_as_the_relaxed_encoder_writes_it()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            string[] texts = [$"{(char)c}", $"a{(char)c}b", $"\ud83d{(char)c}", $"{(char)c}\ude00"];

            JsonSerializer.Serialize(texts, Ours).ShouldBe(JsonSerializer.Serialize(texts, Theirs));
        }
    }

    private static string Text(Random dice, int length) =>
        string.Create(
            length,
            dice,
            static (text, dice) =>
            {
                foreach (ref var c in text)
                {
                    c = dice.Next(12) switch
                    {
                        0 => '\n',
                        1 => '"',
                        2 => '\\',
                        3 => (char)dice.Next(0x20),
                        4 => (char)dice.Next(0x7f, 0x3000),
                        5 => (char)dice.Next(0xd7f0, 0xe010),
                        _ => (char)dice.Next(' ', 0x7f),
                    };
                }
            }
        );
}
