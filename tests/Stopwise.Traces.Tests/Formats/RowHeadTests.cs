using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats.ClaudeCode;

namespace Stopwise.Traces.Formats;

public class RowHeadTests
{
    private static readonly string[] Values =
    [
        "\"user\"",
        "\"a\\\"b\\\\\"",
        "\"}]{\"",
        "\"2025-01-01T00:00:00Z\"",
        "\"\\u0041\"",
        "\"\"",
        "null",
        "7",
        "true",
        "{\"type\":\"inner\",\"uuid\":[\"x\",{}]}",
        "[{\"type\":\"inner\"},\"]\"]",
    ];

    private static readonly string[] Names =
    [
        "type",
        "sessionId",
        "uuid",
        "parentUuid",
        "timestamp",
        "message",
        "a\\\"b",
        "\\u0074ype",
    ];

    [Fact]
    public void What_is_found_without_parsing_is_what_the_parsed_row_says()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var dice = new Random(seed);
            var space = dice.Next(3) == 0 ? " " : "";
            var fields = Enumerable
                .Range(0, dice.Next(8))
                .Select(_ => $"\"{Names[dice.Next(Names.Length)]}\"{space}:{space}{Values[dice.Next(Values.Length)]}");
            var line = $"{space}{{{string.Join($"{space},", fields)}}}{space}\r";

            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            RowHead
                .Of(Encoding.UTF8.GetBytes(line))
                .ShouldBe(
                    new RowHead(
                        row.Text("type"),
                        row.Text("sessionId"),
                        row.Text("uuid"),
                        row.Text("parentUuid"),
                        row.Time("timestamp")
                    ),
                    line
                );
        }
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"type\"")]
    [InlineData("{\"type\":\"user\"")]
    [InlineData("{\"type\":\"us")]
    [InlineData("{\"type\":\"user\"}}")]
    [InlineData("{\"type\":\"user\"} {}")]
    [InlineData("nonsense")]
    public void What_is_plainly_no_object_has_no_head(string line) =>
        RowHead.Of(Encoding.UTF8.GetBytes(line)).ShouldBeNull();
}
