using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Formats.Hostile;

namespace Stopwise.Traces.Transcripts;

/// <summary>Transcripts that were well-formed and then suffered: entries lost, doubled, exchanged, cut off, of another kind.</summary>
public class MutatedTranscriptTests
{
    private static readonly string[] Chat =
    [
        """{"role":"system","content":"You are brief."}""",
        """{"role":"user","content":[{"type":"text","text":"fix it"}],"name":"ann"}""",
        """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"custom","custom":{"name":"g","input":"x"}}]}""",
        """{"role":"tool","tool_call_id":"a","content":"1"}""",
        """{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"2"}]}""",
        """{"role":"assistant","content":"next","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]}""",
        """{"role":"tool","tool_call_id":"a","content":""}""",
        """{"role":"assistant","content":null,"function_call":{"name":"old","arguments":"{}"}}""",
        """{"role":"function","name":"old","content":"3"}""",
        """{"role":"assistant","content":"done","refusal":null}""",
        """{"role":"user","content":"thanks"}""",
    ];

    private static readonly string[] Items =
    [
        """{"role":"developer","content":"You are brief."}""",
        """{"role":"user","content":[{"type":"input_text","text":"fix it"}]}""",
        """{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"abc"}""",
        """{"type":"function_call","id":"fc_1","call_id":"a","name":"f","arguments":"{}"}""",
        """{"type":"custom_tool_call","id":"ctc_1","call_id":"b","name":"g","input":"x"}""",
        """{"type":"function_call_output","call_id":"a","output":"1"}""",
        """{"type":"custom_tool_call_output","call_id":"b","output":"2"}""",
        """{"type":"reasoning","id":"rs_2","summary":[{"type":"summary_text","text":"hm"}]}""",
        """{"type":"web_search_call","id":"ws_1","status":"completed"}""",
        """{"type":"computer_call","id":"cu_1","call_id":"c","action":{"type":"screenshot"},"pending_safety_checks":[],"status":"completed"}""",
        """{"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","image_url":"data:,"}}""",
        """{"type":"local_shell_call","id":"ls_1","call_id":"d","action":{"type":"exec","command":["ls"],"env":{}},"status":"completed"}""",
        """{"type":"local_shell_call_output","id":"d","output":"a.py"}""",
        """{"type":"shell_call","id":"sh_1","call_id":"e","action":{"commands":["ls"]}}""",
        """{"type":"shell_call_output","call_id":"e","output":[]}""",
        """{"type":"apply_patch_call","call_id":"f","operation":{"type":"delete_file","path":"a"},"status":"completed"}""",
        """{"type":"apply_patch_call_output","call_id":"f","status":"completed"}""",
        """{"type":"mcp_approval_request","id":"mcpr_1","name":"n","arguments":"{}","server_label":"s"}""",
        """{"type":"mcp_approval_response","approval_request_id":"mcpr_1","approve":true}""",
        """{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"done","annotations":[]}]}""",
    ];

    private static readonly string[] Messages =
    [
        """{"role":"user","content":"fix it"}""",
        """{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s1"},{"type":"text","text":"look"},{"type":"tool_use","id":"a","name":"f","input":{"x":[1]}},{"type":"tool_use","id":"b","name":"g","input":{}}]}""",
        """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"2"}],"is_error":true},{"type":"text","text":"go on"}]}""",
        """{"role":"assistant","content":[{"type":"redacted_thinking","data":"zz"},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"q"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},{"type":"tool_use","id":"c","name":"f","input":{}}]}""",
        """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c"}]}""",
        """{"role":"assistant","content":[{"type":"mcp_tool_use","id":"mcptoolu_1","name":"m","server_name":"s","input":{}},{"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[]},{"type":"text","text":"done"}]}""",
        """{"role":"user","content":[{"type":"image","source":{"type":"url","url":"u"}},{"type":"text","text":"thanks"}]}""",
    ];

    // What a field may hold that should hold something else.
    private static readonly string[] Odd =
    [
        "null",
        "\"\"",
        "\" \\n\"",
        "7",
        "true",
        "[]",
        "{}",
        "[\"text\"]",
        "[null,{\"type\":\"text\"},{\"type\":\"text\",\"text\":\"\"}]",
        "\"LONE \"",
        "\"a\"",
        "\"call.1:2\"",
        "\"assistant\"",
        "\"user\"",
        "\"tool\"",
        "\"system\"",
        "\"reasoning\"",
        "\"thinking\"",
        "\"tool_use\"",
        "\"tool_result\"",
        "\"function_call\"",
        "\"function_call_output\"",
        "\"tool_search_output\"",
        "\"text \"",
    ];

    [Fact]
    public void The_samples_are_well_formed_and_come_back_byte_for_byte()
    {
        foreach (var wire in TranscriptLaws.Wires)
        {
            TranscriptLaws.Hold(Join(Sample(wire)), TranscriptRules.Of(wire)).Edits.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_beginning_of_a_sample_can_be_repaired()
    {
        foreach (var wire in TranscriptLaws.Wires)
        {
            for (var count = 0; count <= Sample(wire).Length; count++)
            {
                TranscriptLaws.Hold(Join(Sample(wire).Take(count)), TranscriptRules.Of(wire));
            }
        }
    }

    [Fact]
    public void Whatever_happens_to_a_transcript_it_can_be_repaired()
    {
        var change = Gen.Choose(0, int.MaxValue).Four().Select(t => new Change(t.Item1, t.Item2, t.Item3, t.Item4));
        var damage =
            from wire in Gen.Elements(TranscriptLaws.Wires)
            from lastWord in Gen.Elements(Enum.GetValues<LastWord>())
            from endsWithUser in Gen.Elements(true, false)
            from continues in Gen.Elements(true, false, false)
            from changes in Gen.ListOf(change, 6)
            select (wire, lastWord, endsWithUser, continues, changes);
        Prop.ForAll(damage.ToArbitrary(), d => Holds(d.wire, d.lastWord, d.endsWithUser, d.continues, d.changes))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000 * HostileImport.Effort).WithReplay(20_261, 7));
    }

    private static void Holds(
        TranscriptWire wire,
        LastWord lastWord,
        bool endsWithUser,
        bool continues,
        IEnumerable<Change> changes
    )
    {
        var rules = TranscriptRules.Of(wire) with
        {
            EndsWithUser = lastWord != LastWord.ToReader && endsWithUser,
            Continues = continues,
            OpenCalls = continues && endsWithUser ? [new("function_call", "a"), new("x", "far")] : [],
        };
        var items = Sample(wire).Select(s => JsonNode.Parse(s)).ToList();
        foreach (var one in changes)
        {
            one.Do(items);
        }

        TranscriptLaws.Hold(Join(items.Select(n => n?.ToJsonString() ?? "null")), rules, lastWord);
    }

    private static string[] Sample(TranscriptWire wire) =>
        wire switch
        {
            TranscriptWire.OpenAiChat => Chat,
            TranscriptWire.OpenAiResponses => Items,
            _ => Messages,
        };

    // Half of a surrogate pair, which JSON can write and no text can hold.
    private static byte[] Join(IEnumerable<string> items) =>
        Encoding.UTF8.GetBytes(
            $"[ {string.Join(" ,\n", items)} ]".Replace("LONE", "\\ud800", StringComparison.Ordinal)
        );

    /// <summary>One change of one entry, or of a block or call within it.</summary>
    private sealed record Change(int What, int Where, int Whither, int Odd)
    {
        public void Do(List<JsonNode?> items)
        {
            if (items.Count == 0)
            {
                return;
            }

            var at = Where % items.Count;
            var inner = Inner(items[at]);
            if (What % 3 == 0 && inner is { Count: > 0 })
            {
                var list = inner.ToList();
                inner.Clear();
                Reorder(list, Whither % list.Count, Where);
                list.ForEach(inner.Add);
            }
            else if (
                What % 3 == 1
                && (inner is { Count: > 0 } ? inner[Whither % inner.Count] : items[at]) is JsonObject some
            )
            {
                SetField(some);
            }
            else if (What % 3 == 1)
            {
                items[at] = OddValue();
            }
            else
            {
                Reorder(items, at, Whither);
            }
        }

        private static JsonArray? Inner(JsonNode? item) =>
            item is JsonObject o ? o["content"] as JsonArray ?? o["tool_calls"] as JsonArray : null;

        private JsonNode? OddValue() =>
            JsonNode.Parse(MutatedTranscriptTests.Odd[Odd % MutatedTranscriptTests.Odd.Length]);

        private void SetField(JsonObject entry)
        {
            var names = entry.Select(p => p.Key).ToList();
            if (names.Count == 0 || Odd % 5 == 0)
            {
                entry["content"] = OddValue();
            }
            else if (Odd % 7 == 0)
            {
                entry.Remove(names[Odd % names.Count]);
            }
            else
            {
                entry[names[What / 3 % names.Count]] = OddValue();
            }
        }

        private void Reorder(List<JsonNode?> list, int at, int other)
        {
            switch (What / 3 % 5)
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Insert(other % (list.Count + 1), list[at]?.DeepClone());
                    break;
                case 2:
                    (list[at], list[other % list.Count]) = (list[other % list.Count], list[at]);
                    break;
                case 3:
                    list.RemoveRange(at, list.Count - at);
                    break;
                default:
                    list.Insert(at, OddValue());
                    break;
            }
        }
    }
}
