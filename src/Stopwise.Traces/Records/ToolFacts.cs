using System.Collections.Frozen;
using Stopwise.Governance.Records;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <summary>What a tool that is no shell does beyond files, by the words of its name and by the addresses it is given.</summary>
internal static class ToolFacts
{
    private static readonly FrozenSet<string> Asking = Words(
        "askuserquestion ask_user ask_followup_question ask_question ask_human request_user_input"
    );

    private static readonly FrozenSet<string> Planning = Words(
        "todowrite update_plan updateplan plan exitplanmode todo_write write_todos sequentialthinking"
    );

    private static readonly FrozenSet<string> Delegating = Words(
        "task agent delegate delegate_task spawn_agent handoff transfer_to_human_agents transfer_to_human subagent send_input"
    );

    private static readonly FrozenSet<string> Ending = Words(
        "finish submit done final_answer attempt_completion complete_task task_complete answer report_result"
    );

    /// <summary>Tools of the web that have no such word in their name; those of the ReAct paper look into Wikipedia.</summary>
    private static readonly FrozenSet<string> Web = Words(
        "goto page_up page_down click_id visit search lookup open_page"
    );

    private static readonly FrozenSet<string> WebWords = Words(
        "web webfetch websearch browser browse url http https wikipedia wiki arxiv google bing tavily serper duckduckgo "
            + "crawl scrape internet webpage page playwright puppeteer navigate curl rss news"
    );

    private static readonly FrozenSet<string> MailWords = Words("email emails mail mails gmail inbox imap outlook");

    private static readonly FrozenSet<string> SendingVerbs = Words(
        "send post publish tweet reply forward upload share"
    );

    private static readonly FrozenSet<string> SentThings = Words(
        "email emails mail message messages tweet post comment pull pr issue release slack sms notification file files"
    );

    private static readonly FrozenSet<string> ServiceWords = Words(
        "pull_request issue comment review release gist repository fork"
    );

    private static readonly FrozenSet<string> RecordVerbs = Words(
        "book cancel update modify create delete remove add return exchange refund send pay transfer order purchase buy reserve "
            + "schedule reschedule register approve reject close open set change upgrade downgrade issue grant revoke assign "
            + "enable disable toggle post make charge credit debit reset resume suspend activate deactivate subscribe "
            + "unsubscribe confirm place apply submit edit insert upsert merge invite ban"
    );

    private static readonly FrozenSet<string> LosingVerbs = Words("drop destroy purge wipe truncate erase");

    /// <summary>Adds the facts of a call.</summary>
    public static void Read(ToolCall call, CallEffect effect, ActionSheet sheet)
    {
        var name = ToolEffects.BareName(call.Name);
        sheet.Facts |= OfTalk(name);
        if (call.Command is not null || effect.Ran.Count > 0)
        {
            return;
        }

        var texts = ToolArguments.Texts(call.Arguments);
        ReadWeb(name, call.Name, texts, effect, sheet);
        sheet.IsMemory |=
            HasWord(call.Name, "memory") || HasWord(call.Name, "memories") || HasWord(call.Name, "recall");
        var verb = FirstWord(name);
        if (LosingVerbs.Contains(verb) || texts.Any(t => t.Field is "sql" or "query" && ShellFacts.DropsData(t.Value)))
        {
            sheet.Facts |= RecordFacts.Destructive;
        }

        if (verb == "commit" || name.EndsWith("_commit", StringComparison.Ordinal))
        {
            sheet.Facts |= RecordFacts.Commit;
        }

        if (Sends(name, verb))
        {
            sheet.Facts |= RecordFacts.Publish | RecordFacts.Network;
        }

        if (Transacts(name, verb, call, effect, texts))
        {
            sheet.Facts |= RecordFacts.Transact;
        }
    }

    private static RecordFacts OfTalk(string name) =>
        Asking.Contains(name) ? RecordFacts.Ask
        : Planning.Contains(name) ? RecordFacts.Plan
        : Delegating.Contains(name) || name.StartsWith("transfer_to_", StringComparison.Ordinal) ? RecordFacts.Delegate
        : Ending.Contains(name) ? RecordFacts.Final
        : RecordFacts.None;

    private static void ReadWeb(
        string name,
        string whole,
        IReadOnlyList<(string Field, string Value)> texts,
        CallEffect effect,
        ActionSheet sheet
    )
    {
        var isWeb = (Web.Contains(name) && effect.Looked.Count + effect.Listed.Count == 0) || HasAny(whole, WebWords);
        var isMail = HasAny(whole, MailWords) && !name.Contains("by_", StringComparison.Ordinal);
        if (isWeb || isMail)
        {
            sheet.Facts |= RecordFacts.Network;
            sheet.IsForeign = true;
        }

        foreach (var (field, value) in texts)
        {
            var address =
                field is "url" or "uri" or "urls" or "link" or "href" or "address" or "endpoint" or "base_url";
            if ((address || isWeb) && WebAddress.HostOf(value) is { } host)
            {
                sheet.AddHost(host);
            }
        }
    }

    private static bool Sends(string name, string verb) =>
        (SendingVerbs.Contains(verb) && HasAny(name, SentThings) && !name.EndsWith("to_user", StringComparison.Ordinal))
        || verb is "tweet" or "publish" or "push"
        || (
            verb is "create" or "merge" or "add" or "update" or "submit"
            && ServiceWords.Any(w => name.Contains(w, StringComparison.Ordinal))
        );

    /// <summary>It neither looks nor talks nor is about files: a verb that changes a record, or a record named among the arguments.</summary>
    private static bool Transacts(
        string name,
        string verb,
        ToolCall call,
        CallEffect effect,
        IReadOnlyList<(string Field, string Value)> texts
    ) =>
        effect is { Kind: StepKind.Change, Written.Count: 0, Opaque: false }
        && verb is not ("kill" or "killshell" or "killbash" or "stop" or "taskstop")
        && !name.Contains("file", StringComparison.Ordinal)
        && !name.Contains("patch", StringComparison.Ordinal)
        && (
            (RecordVerbs.Contains(verb) && name.AsSpan().ContainsAny('_', '-'))
            || ToolArguments.RecordOf(call.Name, texts) is not null
        );

    private static string FirstWord(string name)
    {
        var end = name.AsSpan().IndexOfAny('_', '-');
        return end < 0 ? name : name[..end];
    }

    private static bool HasWord(string name, string word) =>
        name.Contains(word, StringComparison.OrdinalIgnoreCase)
        && SplitWords(name).Contains(word, StringComparer.Ordinal);

    private static bool HasAny(string name, FrozenSet<string> words)
    {
        foreach (var word in SplitWords(name))
        {
            if (words.Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words of a name in small letters, whether they are joined by signs or by capitals.</summary>
    private static List<string> SplitWords(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var border =
                i == name.Length
                || !char.IsLetterOrDigit(name[i])
                || (i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (border)
            {
                if (i > start)
                {
                    words.Add(name[start..i].ToLowerInvariant());
                }

                start = i < name.Length && char.IsLetterOrDigit(name[i]) ? i : i + 1;
            }
        }

        return words;
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
