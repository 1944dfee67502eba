namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>What fields are called in the formats of this world, the surest name first.</summary>
internal static class FieldNames
{
    public static readonly IReadOnlyList<string> Kind = List(
        "role kind type event eventtype source speaker who from actor sender author entry category phase "
            + "op tag party side"
    );

    public static readonly IReadOnlyList<string> Message = List(
        "message content text say said utterance utter msg response reply completion body answer output "
            + "outputtext note words value"
    );

    public static readonly IReadOnlyList<string> Thought = List(
        "thought thoughts thinking reasoning reasoningcontent rationale chainofthought analysis plan "
            + "reflection innermonologue why"
    );

    public static readonly IReadOnlyList<string> Tool = List(
        "toolname functionname actionname tool function action name fn func method operation skill api "
            + "verb actiontype commandname op endpoint"
    );

    public static readonly IReadOnlyList<string> Arguments = List(
        "arguments args toolinput actioninput input parameters params kwargs with payload options inputs "
            + "toolargs actionargs"
    );

    public static readonly IReadOnlyList<string> Command = List(
        "command cmd shellcommand bash shell keystrokes code script action exec run"
    );

    public static readonly IReadOnlyList<string> Result = List(
        "result observation toolresult tooloutput output response stdout obs returned return returns got "
            + "reply content text message body data"
    );

    public static readonly IReadOnlyList<string> OwnResult = List(
        "result observation toolresult tooloutput output stdout obs response returned returns got"
    );

    public static readonly IReadOnlyList<string> ExitCode = List(
        "exitcode returncode rc exitstatus exit statuscode retcode"
    );

    public static readonly IReadOnlyList<string> IsError = List("iserror haserror error failed failure errored");

    public static readonly IReadOnlyList<string> IsFine = List("ok success succeeded");

    public static readonly IReadOnlyList<string> At = List(
        "timestamp time ts at createdat created datetime date when start starttime startedat"
    );

    public static readonly IReadOnlyList<string> RowAgent = List("agentname agent speaker name sender actor role");

    public static readonly IReadOnlyList<string> InputTokens = List(
        "inputtokens prompttokens tokensin ninputtokens intokens tokensprompt tokinput tokin tokenssent"
    );

    public static readonly IReadOnlyList<string> OutputTokens = List(
        "outputtokens completiontokens tokensout noutputtokens outtokens tokenscompletion tokoutput "
            + "tokout tokensreceived generatedtokens"
    );

    public static readonly IReadOnlyList<string> CachedTokens = List(
        "cachedtokens cachereadinputtokens cachereadtokens cachedinputtokens cachedinput cached"
    );

    public static readonly IReadOnlyList<string> Cost = List("costusd usd cost price dollars totalcostusd totalcost");

    public static readonly IReadOnlyList<string> RunId = List(
        "runid sessionid conversationid trajectoryid episodeid traceid threadid jobid rolloutid attemptid "
            + "chatid dialogid run session conversation trajectory episode trace thread job rollout chat dialog "
            + "dialogue conv convo sid instanceid id uid uuid"
    );

    public static readonly IReadOnlyList<string> Task = List(
        "taskid task instanceid problemid questionid taskname problem caseid case ticket issue exercise"
    );

    public static readonly IReadOnlyList<string> Trial = List("trial attempt seed trialid attemptnumber try");

    public static readonly IReadOnlyList<string> Prompt = List(
        "prompt instruction instructions question goal problemstatement taskdescription objective query "
            + "request asked description task"
    );

    public static readonly IReadOnlyList<string> Model = List("modelname model llm modelid engine");

    public static readonly IReadOnlyList<string> Agent = List("agentname agent scaffold harness bot agentclass");

    public static readonly IReadOnlyList<string> Started = List(
        "startedat started starttime start begin began created createdat"
    );

    public static readonly IReadOnlyList<string> Ended = List(
        "endedat ended endtime end finished finishedat completedat"
    );

    public static readonly IReadOnlyList<string> Submission = List(
        "submission patch modelpatch finalanswer answer diff prediction finaloutput deliverable"
    );

    public static readonly IReadOnlyList<string> Outcome = List(
        "solved resolved issolved isresolved iscorrect iscorrected success succeeded passed correct "
            + "outcome verdict won reward score grade status result state"
    );

    private static readonly HashSet<string> Acting = Set(
        "assistant agent ai bot model llm gpt action act toolcall functioncall call tooluse invoke aimessage assistantmessage step decision think plan thought thinking reasoning reason say answer final response"
    );
    private static readonly HashSet<string> Answering = Set(
        "tool function observation obs toolresult tooloutput functioncalloutput toolmessage result output environment env terminal computer execution return returned toolresponse world shell sandbox effect"
    );
    private static readonly HashSet<string> Asking = Set(
        "user human customer client person humanmessage usermessage instruction prompt task question goal request operator"
    );
    private static readonly HashSet<string> Setting = Set("system developer systemmessage setup instructions context");
    private static readonly HashSet<string> Good = Set(
        "true solved resolved passed pass success successful succeeded correct win won ok accepted complete completed"
    );
    private static readonly HashSet<string> Bad = Set(
        "false unsolved unresolved failed fail failure error errored incorrect wrong loss lost rejected timeout crashed aborted"
    );

    public static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Position of a name in a list; -1 where it is not there.</summary>
    public static int Rank(IReadOnlyList<string> names, string plain)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == plain)
            {
                return i;
            }
        }

        return -1;
    }

    public static RowPart? PartOf(string value)
    {
        var plain = Plain(value);
        return Acting.Contains(plain) ? RowPart.Act
            : Answering.Contains(plain) ? RowPart.Result
            : Asking.Contains(plain) ? RowPart.User
            : Setting.Contains(plain) ? RowPart.System
            : null;
    }

    public static bool? Verdict(string value) =>
        Good.Contains(Plain(value)) ? true
        : Bad.Contains(Plain(value)) ? false
        : null;

    private static string[] List(string names) => names.Split(' ');

    private static HashSet<string> Set(string words) => words.Split(' ').ToHashSet(StringComparer.Ordinal);
}

/// <summary>What a row is to a run.</summary>
internal enum RowPart
{
    Act,
    Result,
    User,
    System,
}
