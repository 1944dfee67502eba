namespace Stopwise.Traces.Formats.Declared;

/// <summary>Recordings of agents that do not exist, each in a shape of its own. All made by hand.</summary>
internal static class MadeUpFormats
{
    /// <summary>One event a line, several runs one after the other, told by a session.</summary>
    public const string FlatEvents = """
        {"session":"s1","seq":0,"event":"start","goal":"Mend the flaky clock test","case":"clock"}
        {"session":"s1","seq":1,"event":"act","say":"I run the tests first.","tool":"shell","input":{"cmd":"pytest -q"},"tokens_in":900,"tokens_out":20}
        {"session":"s1","seq":2,"event":"obs","output":"1 failed: test_clock. It expected noon.","exit_code":1}
        {"session":"s1","seq":3,"event":"act","say":"The zone is wrong, I mend it.","tool":"edit","input":{"file":"clock.py","text":"tz=UTC"},"tokens_in":1000,"tokens_out":31}
        {"session":"s1","seq":4,"event":"obs","output":"clock.py was written."}
        {"session":"s1","seq":5,"event":"end","status":"passed"}
        {"session":"s2","seq":0,"event":"start","goal":"Add a flag for quiet output","case":"quiet"}
        {"session":"s2","seq":1,"event":"act","say":"I look for the parser.","tool":"shell","input":{"cmd":"grep -rn argparse src"},"tokens_in":700,"tokens_out":12}
        {"session":"s2","seq":2,"event":"obs","output":"src/main.py:3: import argparse","exit_code":0}
        {"session":"s2","seq":3,"event":"act","say":"I give up, there are too many.","tool":"shell","input":{"cmd":"true"},"tokens_in":760,"tokens_out":9}
        {"session":"s2","seq":4,"event":"obs","output":"Nothing was printed here.","exit_code":0}
        {"session":"s2","seq":5,"event":"end","status":"failed"}
        """;

    /// <summary>A document with runs in a list, each with its steps, everything of a step in one object.</summary>
    public const string NestedRuns = """
        {"benchmark":"kitchen","version":3,"results":[
          {"run_id":"k-1","task_id":"soup","model":"acme/large","question":"Cook a soup from what is there.","success":true,"steps":[
            {"thought":"What is there?","action":{"name":"open_fridge","arguments":{"shelf":1}},"observation":"Leeks and carrots are there."},
            {"thought":"Leeks will do.","action":{"name":"cut","arguments":{"what":"leeks"}},"observation":"The leeks are cut into rings."},
            {"thought":"Now it is boiled.","action":{"name":"boil","arguments":{"minutes":20}},"observation":"The soup is ready and hot."}]},
          {"run_id":"k-2","task_id":"bread","model":"acme/large","question":"Bake a bread without yeast.","success":false,"steps":[
            {"thought":"I need some flour.","action":{"name":"open_fridge","arguments":{"shelf":2}},"observation":"Only milk is on this shelf."},
            {"thought":"There is none, I stop.","action":{"name":"stop","arguments":{"reason":"no flour"}},"observation":"Stopped as you asked."}]}]}
        """;

    /// <summary>A list of messages, roles in turn, calls and answers by order, one file a run.</summary>
    public const string AlternatingRows = """
        [{"speaker":"human","text":"Count the files in the folder, please."},
         {"speaker":"ai","text":"I list them.","action":"ls","action_input":"-1 /data"},
         {"speaker":"env","text":"a.csv b.csv c.csv are in there","returncode":0},
         {"speaker":"ai","text":"I count them.","action":"wc","action_input":"-l"},
         {"speaker":"env","text":"wc: nothing was given to it","returncode":1},
         {"speaker":"ai","text":"Once more, with the names.","action":"count","action_input":"/data"},
         {"speaker":"env","text":"3 files in all were counted","returncode":0},
         {"speaker":"ai","text":"There are three files."}]
        """;

    /// <summary>Rows of several runs in one list, mixed, told apart by a key.</summary>
    public const string RowsByKey = """
        {"rows":[
         {"job":"j1","kind":"plan","agent":"planner","content":"We search first, then we answer."},
         {"job":"j1","kind":"call","agent":"finder","tool":"search","args":{"q":"tallest tower of the town"},"result":"The mill tower, 61 m high."},
         {"job":"j2","kind":"call","agent":"finder","tool":"search","args":{"q":"oldest bridge of the town"},"result":"The stone bridge of 1488."},
         {"job":"j1","kind":"call","agent":"writer","tool":"answer","args":{"text":"the mill tower"},"result":"It was handed in."},
         {"job":"j2","kind":"call","agent":"writer","tool":"answer","args":{"text":"the stone bridge"},"result":"It was handed in too."}]}
        """;

    /// <summary>The messages of a chat API under names that nobody uses, calls and answers told by an id.</summary>
    public const string OddMessages = """
        {"dialog":"d-1","score":1.0,"turns":[{"who":"client","utter":"Where is my parcel?"},{"who":"bot","utter":"I look it up.","uses":[{"ref":"u1","fn":"find_parcel","with":{"client":"ann"}},{"ref":"u2","fn":"find_depot","with":{"city":"Ulm"}}]},{"who":"machine","ref":"u2","utter":"The depot of Ulm opens at nine."},{"who":"machine","ref":"u1","utter":"It lies in the depot."},{"who":"bot","utter":"It is in the depot of Ulm."},{"who":"client","utter":"Thank you very much."}]}
        {"dialog":"d-2","score":0.0,"turns":[{"who":"client","utter":"Cancel my order now."},{"who":"bot","utter":"Done at once.","uses":[{"ref":"u3","fn":"cancel","with":{"order":7}}]},{"who":"machine","ref":"u3","utter":"There is no order of that number."},{"who":"bot","utter":"It is cancelled, as you wanted."}]}
        """;

    public const string Table = """
        run_id,step,thought,command,output,exit_code,passed
        c1,1,"I look, then think",ls -l,"a.txt
        b.txt",0,
        c1,2,I read it,cat a.txt,"He said ""no"" to it",0,true
        c2,1,I try to build,make all,no rule to make target,2,
        c2,2,I stop here,true,,0,false
        """;

    public const string PlainLog = """
        12:00 agent started, task: mend the clock
        12:01 running pytest
        12:02 1 failed
        12:03 done
        """;

    /// <summary>Everything far down, with a wrapper on each level.</summary>
    public const string DeepNesting = """
        {"export":{"meta":{"by":"tool"},"data":{"conversation":{"id":"deep-1","info":{"task":{"id":"t-9","instruction":"Find the odd number in the list."}},
         "timeline":[
          {"node":{"type":"model","payload":{"text":"I sort the list first.","function":{"name":"sort","arguments":"{\"list\":[3,4,9]}"}}}},
          {"node":{"type":"tool","payload":{"text":"3 4 9 is the sorted list"}}},
          {"node":{"type":"model","payload":{"text":"Now I filter it by parity.","function":{"name":"filter","arguments":"{\"by\":\"odd\"}"}}}},
          {"node":{"type":"tool","payload":{"text":"3 and 9 are the odd ones"}}},
          {"node":{"type":"model","payload":{"text":"There are two odd numbers."}}}],
         "verdict":"incorrect"}}}}
        """;

    /// <summary>Blocks of content inside messages, told apart by a type; running totals of tokens; a command in each call.</summary>
    public const string Blocks = """
        {"conv":"b1","author":"user","parts":[{"type":"text","text":"Free some space on the disk."}]}
        {"conv":"b1","author":"assistant","msg_id":"m1","parts":[{"type":"thinking","thinking":"Which folder is large?"},{"type":"text","text":"I look at the sizes."},{"type":"tool_use","id":"x1","name":"bash","input":{"command":"du -sh *"}}],"usage":{"input_tokens":300,"output_tokens":25}}
        {"conv":"b1","author":"user","parts":[{"type":"tool_result","tool_use_id":"x1","content":"9G cache and 1G src","is_error":false}]}
        {"conv":"b1","author":"assistant","msg_id":"m2","parts":[{"type":"text","text":"The cache can go."},{"type":"tool_use","id":"x2","name":"bash","input":{"command":"rm -r cache"}}],"usage":{"input_tokens":380,"output_tokens":18}}
        {"conv":"b1","author":"user","parts":[{"type":"tool_result","tool_use_id":"x2","content":"rm: permission was denied","is_error":true}]}
        {"conv":"b1","author":"assistant","msg_id":"m3","parts":[{"type":"text","text":"I may not remove it."}],"usage":{"input_tokens":420,"output_tokens":12}}
        """;

    /// <summary>Commands in fenced blocks of what the model says, answers in the role of a user.</summary>
    public const string FencedCommands = """
        {"case_id":"f-1","resolved":true,"log":[
         {"role":"system","content":"You may run one command at a time."},
         {"role":"user","content":"Make the tests of this project pass."},
         {"role":"assistant","content":"I look around.\n```bash\nls -l\n```"},
         {"role":"user","content":"<returncode>0</returncode>\n<output>setup.py tests</output>"},
         {"role":"assistant","content":"I run them.\n```bash\npytest\n```"},
         {"role":"user","content":"<returncode>1</returncode>\n<output>1 failed</output>"},
         {"role":"assistant","content":"I mend it.\n```bash\nsed -i s/1/2/ a.py\n```"},
         {"role":"user","content":"<returncode>0</returncode>\n<output></output>"}]}
        """;

    public static readonly (string Name, string Text)[] All =
    [
        ("flat-events.jsonl", FlatEvents),
        ("nested-runs.json", NestedRuns),
        ("alternating-rows.json", AlternatingRows),
        ("rows-by-key.json", RowsByKey),
        ("odd-messages.jsonl", OddMessages),
        ("table.csv", Table),
        ("deep-nesting.json", DeepNesting),
        ("blocks.jsonl", Blocks),
        ("fenced-commands.json", FencedCommands),
    ];

    /// <summary>The formats that are suggested for them.</summary>
    public static IReadOnlyList<FormatFile> Suggested()
    {
        using var folder = new SourceFolder();
        return [.. All.Select(f => FormatSuggestion.Of(folder.Write(f.Name, f.Text))!.Format)];
    }
}
