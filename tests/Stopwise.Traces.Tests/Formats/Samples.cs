using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats;

/// <summary>Small made-up sources, one of each format.</summary>
internal static class Samples
{
    public const string Mini = """
        {"info":{"exit_status":"Submitted","submission":"diff --git a/x b/x","model_stats":{"instance_cost":0.5,"api_calls":3},"mini_version":"1.15.0",
         "config":{"model":{"model_name":"acme/large"}}},
         "messages":[
          {"role":"system","content":"You may run commands."},
          {"role":"user","content":"Mend the thing."},
          {"role":"assistant","content":"I look.\n\n```bash\nls -l\n```","extra":{"response":{"created":1700000000,"model":"acme/large","usage":{"prompt_tokens":100,"completion_tokens":10,"cost":0.25,"prompt_tokens_details":{"cached_tokens":40}}}}},
          {"role":"user","content":"<returncode>2</returncode>\n<output>no such file</output>"},
          {"role":"assistant","content":"Two at once.\n```bash\na\n```\n```bash\nb\n```","extra":{"response":{"usage":{"prompt_tokens":150,"completion_tokens":20,"cost":0.25}}}},
          {"role":"user","content":"Please always provide EXACTLY ONE action."},
          {"role":"assistant","content":"Done.\n```bash\nsubmit\n```","extra":{}},
          {"role":"user","content":"diff --git a/x b/x"}],
         "trajectory_format":"mini-swe-agent-1","instance_id":"acme__x-1"}
        """;

    public const string Report =
        """{"patch_exists":true,"patch_successfully_applied":true,"resolved":true,"tests_status":{}}""";

    public const string Tau = """
        [
          {"task_id":7,"reward":1.0,"info":{},"trial":0,"traj":[
            {"role":"system","content":"# Airline Agent Policy"},
            {"role":"user","content":"Hello"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_user","arguments":"{\"id\":\"u1\"}"}}]},
            {"role":"tool","tool_call_id":"c1","name":"get_user","content":"{\"name\":\"Ann\"}"},
            {"role":"assistant","content":"Your name is Ann."},
            {"role":"user","content":"Right."}]},
          {"task_id":7,"reward":0.0,"info":{},"trial":1,"traj":[
            {"role":"system","content":"# Airline Agent Policy"},
            {"role":"user","content":"Hello again"},
            {"role":"assistant","content":"No."}]}
        ]
        """;

    public const string SweAgent = """
        {"environment":"swe_main","trajectory":[
          {"action":"open a.py\n","observation":"[File: a.py]","response":"I open it.\nopen a.py","thought":"I open it.","state":"{}"},
          {"action":"submit\n","observation":"","response":"submit","thought":"Done.","state":"{}"}],
         "history":[{"role":"system","content":"SETTING"},{"role":"user","content":"ISSUE: x"}],
         "info":{"exit_status":"submitted","submission":"diff","model_stats":{"instance_cost":1.5,"tokens_sent":4000,"tokens_received":200,"api_calls":2}}}
        """;

    public const string Lines = """
        {"run":"r1","task":"t1","model":"acme/large","agent":"mine","outcome":"solved","prompt":"Do it"}
        {"run":"r1","step":1,"message":"I look","tool":"bash","arguments":{"command":"ls"},"result":"a b","exit_code":0,"input_tokens":50,"output_tokens":5,"cost_usd":0.01,"at":"2025-01-02T03:04:05Z"}
        {"run":"r2","task":"t1","agent":"mine","outcome":"failed"}
        {"run":"r1","step":2,"message":"Done"}
        {"run":"r2","step":1,"message":"I give up"}
        """;

    public const string Stream = """
        {"type":"system","subtype":"init","session_id":"s-1","model":"openai/app-ab12cd-1700000000000000000","claude_code_version":"2.0.29"}
        {"type":"assistant","message":{"id":"m1","role":"assistant","content":[{"type":"text","text":"I look."}],"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"output_tokens":3}},"parent_tool_use_id":null,"session_id":"s-1"}
        {"type":"assistant","message":{"id":"m1","role":"assistant","content":[{"type":"tool_use","id":"c1","name":"Bash","input":{"command":"false","description":"fail"}}],"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"output_tokens":9}},"parent_tool_use_id":null,"session_id":"s-1"}
        {"type":"assistant","message":{"id":"m1","role":"assistant","content":[{"type":"tool_use","id":"c2","name":"Task","input":{"prompt":"Search"}}],"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":5,"output_tokens":9}},"parent_tool_use_id":null,"session_id":"s-1"}
        {"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"Exit code 1\nno","is_error":true}]},"parent_tool_use_id":null,"session_id":"s-1"}
        {"type":"assistant","message":{"id":"m2","role":"assistant","content":[{"type":"tool_use","id":"c3","name":"Grep","input":{"pattern":"x"}}],"usage":{"input_tokens":0,"output_tokens":0}},"parent_tool_use_id":"c2","session_id":"s-1"}
        {"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"c3","content":[{"type":"text","text":"found"}]}]},"parent_tool_use_id":"c2","session_id":"s-1"}
        {"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"c2","content":"It is in x."}]},"parent_tool_use_id":null,"session_id":"s-1"}
        {"type":"assistant","message":{"id":"m3","role":"assistant","content":[{"type":"text","text":"All done."}],"usage":{"input_tokens":20,"output_tokens":4}},"parent_tool_use_id":null,"session_id":"s-1"}
        {"type":"result","subtype":"success","is_error":false,"result":"All done.","total_cost_usd":0.5,"session_id":"s-1"}
        """;

    public const string TrialResults = """
        {"id":"1","trial_name":"find-x.1-of-1.now","task_id":"find-x","instruction":"Find x.","is_resolved":true,"failure_mode":"unset","parser_results":{},"agent_started_at":"2025-01-01T00:00:00+00:00","agent_ended_at":"2025-01-01T00:05:00+00:00"}
        """;

    public const string Transcript = """
        {"type":"summary","summary":"Mending","leafUuid":"u3"}
        {"type":"user","uuid":"u1","parentUuid":null,"isSidechain":false,"sessionId":"s-9","version":"2.1.0","timestamp":"2025-01-01T00:00:00Z","message":{"role":"user","content":"Mend it"}}
        {"type":"assistant","uuid":"u2","parentUuid":"u1","isSidechain":false,"sessionId":"s-9","timestamp":"2025-01-01T00:00:05Z","message":{"id":"m1","model":"claude-x","role":"assistant","content":[{"type":"thinking","thinking":"Hm."},{"type":"tool_use","id":"c1","name":"Bash","input":{"command":"ls"}}],"usage":{"input_tokens":10,"output_tokens":3}}}
        {"type":"user","uuid":"u3","parentUuid":"u2","isSidechain":false,"sessionId":"s-9","timestamp":"2025-01-01T00:00:06Z","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"a"}]}}
        """;

    public const string Resumed = """
        {"type":"user","uuid":"u4","parentUuid":"u3","isSidechain":false,"sessionId":"s-10","timestamp":"2025-01-02T00:00:00Z","message":{"role":"user","content":"Go on"}}
        {"type":"assistant","uuid":"u5","parentUuid":"u4","isSidechain":false,"sessionId":"s-10","timestamp":"2025-01-02T00:00:05Z","message":{"id":"m2","model":"claude-x","role":"assistant","content":[{"type":"tool_use","id":"c2","name":"Task","input":{"prompt":"Look deeper"}}],"usage":{"input_tokens":12,"output_tokens":3}}}
        {"type":"user","uuid":"k1","parentUuid":null,"isSidechain":true,"sessionId":"s-10","timestamp":"2025-01-02T00:00:06Z","message":{"role":"user","content":"Look deeper"}}
        {"type":"assistant","uuid":"k2","parentUuid":"k1","isSidechain":true,"sessionId":"s-10","timestamp":"2025-01-02T00:00:07Z","message":{"id":"m3","model":"claude-x","role":"assistant","content":[{"type":"tool_use","id":"c3","name":"Read","input":{"file_path":"a"}}],"usage":{"input_tokens":7,"output_tokens":1}}}
        """;

    public const string Atif = """
        {"schema_version":"ATIF-v1.2","session_id":"h-1","agent":{"name":"claude-code","version":"2.1","model_name":"acme/large"},"steps":[
          {"step_id":1,"source":"user","message":"Find x."},
          {"step_id":2,"source":"agent","message":"","metrics":{"prompt_tokens":0,"completion_tokens":0}},
          {"step_id":3,"source":"agent","message":"I look.","reasoning_content":"Hm.","timestamp":"2025-01-01T00:00:00Z","metrics":{"prompt_tokens":100,"completion_tokens":7,"cached_tokens":60}},
          {"step_id":4,"source":"agent","message":"Executed Bash b:0","reasoning_content":"Hm.","tool_calls":[{"tool_call_id":"b:0","function_name":"Bash","arguments":{"command":"ls"}}],"observation":{"results":[{"source_call_id":"b:0","content":"a"}]}},
          {"step_id":5,"source":"agent","message":"Executed Bash b:1","tool_calls":[{"tool_call_id":"b:1","function_name":"Bash","arguments":{"command":"cat a"}}],"observation":{"results":[{"source_call_id":"b:1","content":"x"}]}},
          {"step_id":6,"source":"agent","message":"Found it.","metrics":{"prompt_tokens":120,"completion_tokens":5}}],
         "final_metrics":{"total_prompt_tokens":220,"total_completion_tokens":12}}
        """;

    public const string HarborResult = """
        {"task_name":"find-x","trial_name":"find-x__Ab1","agent_info":{"name":"claude-code","version":"2.1"},"agent_result":{"n_input_tokens":220},"verifier_result":{"rewards":{"reward":1.0}},"exception_info":null}
        """;

    /// <summary>A recording of a terminal that shows the text, cut into pieces of a few characters with colours between.</summary>
    public static string Cast(string shown, int piece = 7)
    {
        var cast = new StringBuilder(
            """{"version": 2, "width": 160, "height": 40, "timestamp": 1700000000, "env": {}}"""
        ).Append('\n');
        var text = "\u001b[1mapt-get install\u001b[0m\r\n" + shown.ReplaceLineEndings("\r\n");
        for (var at = 0; at < text.Length; at += piece)
        {
            var part = JsonSerializer.Serialize(text.Substring(at, Math.Min(piece, text.Length - at)));
            cast.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{at / 100.0}, \"o\", {part}]\n");
        }

        return cast.ToString();
    }

    public static readonly (string Name, string Text)[] All =
    [
        ("mini/trajs/acme__x-1/acme__x-1.traj.json", Mini),
        ("mini/logs/acme__x-1/report.json", Report),
        ("tau/results.json", Tau),
        ("swe/acme__y-2.traj", SweAgent),
        ("own/runs.jsonl", Lines),
        ("stream/out.txt", Stream),
        ("tb/variant-a/find-x/find-x.1-of-1.now/results.json", TrialResults),
        (
            "tb/variant-a/find-x/find-x.1-of-1.now/sessions/agent.cast",
            Cast(Stream.Replace("s-1", "s-2", StringComparison.Ordinal))
        ),
        ("tb/variant-a/find-x/find-x.1-of-1.now/commands.txt", "['clear']"),
        ("claude/s-9.jsonl", Transcript),
        ("claude/s-10.jsonl", Resumed),
        ("harbor/find-x__Ab1/result.json", HarborResult),
        ("harbor/find-x__Ab1/agent/trajectory.json", Atif),
        ("harbor/find-x__Ab1/verifier/ctrf.json", "{}"),
        ("harbor/find-x__Ab1/verifier/reward.txt", "1"),
        ("notes/readme.txt", "Nothing to see."),
    ];
}
