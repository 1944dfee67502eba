using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset.Talk;

/// <summary>Reads which part each step plays and, where asked, its words: in one pass, then once more for what only the end tells.</summary>
internal sealed class TalkReader
{
    private const int LeastCharacters = 45;

    private readonly Run _run;
    private readonly HashSet<string> _question = new(StringComparer.Ordinal);
    private readonly HashSet<string> _evidence = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Step, ClaimToken Token)> _firstSaid = new(StringComparer.Ordinal);
    private readonly HashSet<string> _orchestrators = new(StringComparer.Ordinal);
    private readonly List<StepTalk> _talks;
    private readonly IReadOnlyList<Turn> _turns;
    private readonly bool _measured;
    private bool _toolSucceeded;
    private int _work;

    private TalkReader(Run run, IReadOnlyList<Turn> turns, bool measured)
    {
        _measured = measured;
        _run = run;
        _turns = turns;
        _talks = new List<StepTalk>(run.Steps.Count);
        _orchestrators.UnionWith(run.Steps.Where(s => s.Addressee is not null).Select(s => s.Agent ?? ""));
    }

    /// <summary>One reading for each step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="turns">Its turns.</param>
    /// <param name="measured">
    /// False leaves the words alone and reads only which part each step plays: most of the time and the memory goes to the words.
    /// </param>
    public static IReadOnlyList<StepTalk> Read(Run run, IReadOnlyList<Turn> turns, bool measured)
    {
        ArgumentNullException.ThrowIfNull(run);
        var reader = new TalkReader(run, turns, measured);
        reader.ReadAll();
        return reader._talks;
    }

    /// <summary>What an agent wrote in a step, thought included.</summary>
    internal static string WordsOf(Step step) =>
        string.IsNullOrEmpty(step.Thought) ? step.Message
        : step.Message.Length == 0 ? step.Thought
        : $"{step.Thought}\n{step.Message}";

    private void ReadAll()
    {
        if (_measured)
        {
            AddEvidence(_run.Prompt ?? "", _question);
            _evidence.UnionWith(_question);
        }

        var delegating = DelegatingSteps();
        for (var i = 0; i < delegating.Length; i++)
        {
            ReadStep(_run.Steps[i], delegating[i]);
        }

        if (_measured)
        {
            JoinResults();
            ReadFinalClaim();
        }
    }

    private void ReadStep(Step step, bool delegating)
    {
        var words = WordsOf(step);
        var talk = new StepTalk
        {
            Characters = words.Length,
            IsResult = words.Length == 0 && step.Calls.Count > 0 && step.Agent is not null,
            IsHuman = step.Agent is "human" or "user",
            IsTrivial =
                words.AsSpan().Trim().Length < LeastCharacters
                && step.Calls.Count == 0
                && !words.Contains("```", StringComparison.Ordinal),
            IsPlan = step.Index == 0 && step.Agent is not null and not ("human" or "user") && step.Calls.Count == 0,
            IsDelegating = delegating,
            IsReport = step.Agent is { } agent && _orchestrators.Count > 0 && !_orchestrators.Contains(agent),
            WorkBefore = _work,
            HasCode = words.Contains("```", StringComparison.Ordinal),
        };
        _talks.Add(talk);
        _work += talk is { IsWork: true, IsPlan: false } ? 1 : 0;
        if (_measured)
        {
            ReadWords(step, words, talk);
        }
    }

    private void ReadWords(Step step, string words, StepTalk talk)
    {
        if (talk.IsHuman || talk.IsPlan || talk.IsReport)
        {
            Measure(words, talk, step.Index);
            AddEvidence(words, _evidence);
        }
        else if (!talk.IsResult)
        {
            Measure(words, talk, step.Index);
        }

        _toolSucceeded |= talk is { IsReport: true, IsTrivial: false };
        foreach (var call in step.Calls)
        {
            AddEvidence(call.Result ?? "", _evidence);
            _toolSucceeded |= call is { IsError: false, ExitCode: null or 0, Result.Length: > 0 };
        }

        AddEvidence(step.Reply ?? "", _evidence);
    }

    /// <summary>Steps after which another agent than theirs acts or speaks in the same turn; each turn is walked once, from its end.</summary>
    private bool[] DelegatingSteps()
    {
        var delegating = new bool[_run.Steps.Count];
        foreach (var turn in _turns)
        {
            string? last = null;
            var several = false;
            for (var i = turn.Last; i >= turn.First; i--)
            {
                var step = _run.Steps[i];
                delegating[i] = several || (last is not null && last != step.Agent);
                if (step.Agent is { } agent && !(step.Message.Length == 0 && step.Calls.Count > 0))
                {
                    several |= last is not null && last != agent;
                    last = agent;
                }
            }
        }

        return delegating;
    }

    private void Measure(string words, StepTalk talk, int index)
    {
        int total = 0,
            fresh = 0;
        var scanner = new ClaimScanner(words);
        while (scanner.MoveNext())
        {
            var token = scanner.Current;
            total++;
            var isNew = _firstSaid.TryAdd(token.Text, (index, token));
            fresh += isNew ? 1 : 0;
            if (
                isNew
                && talk is { IsPlan: false, IsHuman: false, IsReport: false }
                && token.Kind != ClaimKind.Word
                && !_evidence.Contains(token.Text)
            )
            {
                CountUnsupported(token, talk, words);
            }

            TalkWords.Count(token.Text, talk);
        }

        talk.Misses += TalkWords.Misses(words);
        talk.Novelty = total == 0 ? 0 : (float)fresh / total;
        talk.ClaimsWithoutEvidence = talk.UnsupportedInProse > 0 && !talk.HasCode && !_toolSucceeded;
        if (talk.IsPlan)
        {
            ReadPlan(words, talk);
        }
    }

    private static void CountUnsupported(ClaimToken token, StepTalk talk, string words)
    {
        if (token.Kind == ClaimKind.Entity)
        {
            talk.UnsupportedNames++;
        }
        else if (token.InCode)
        {
            talk.UnsupportedInCode++;
        }
        else
        {
            talk.UnsupportedInProse++;
            talk.FirstUnsupported ??= Quote.Of(words, token);
        }
    }

    private void ReadPlan(string words, StepTalk talk)
    {
        var asked = _question.Where(w => w.Length >= 4 && !TalkWords.IsCommon(w)).ToList();
        var missing = asked.Count(w => !_firstSaid.ContainsKey(w));
        talk.QuestionMissing = asked.Count == 0 ? 0 : (float)missing / asked.Count;
        talk.SpeaksOfExitCodes =
            (
                words.Contains("exit code", StringComparison.OrdinalIgnoreCase)
                || words.Contains("exitcode", StringComparison.OrdinalIgnoreCase)
            ) && !(_run.Prompt ?? "").Contains("exit code", StringComparison.OrdinalIgnoreCase);
    }

    private static void AddEvidence(string text, HashSet<string> into)
    {
        var scanner = new ClaimScanner(text);
        while (scanner.MoveNext())
        {
            into.Add(scanner.Current.Text);
        }
    }

    /// <summary>Gives each step the outcome of what was run for it: its own calls, or those of the entry that follows.</summary>
    private void JoinResults()
    {
        for (var i = 0; i < _talks.Count; i++)
        {
            var at = _run.Steps[i].Calls.Count > 0 ? i : i + 1;
            if (_talks[i].IsResult || at >= _talks.Count || (at > i && !_talks[at].IsResult))
            {
                continue;
            }

            foreach (var call in _run.Steps[at].Calls)
            {
                _talks[i].ResultStep = at;
                _talks[i].Failed = (_talks[i].Failed ?? false) || call.IsError || call.ExitCode is > 0;
                _talks[i].CameBackEmpty |= TalkWords.IsEmptyOutput(call.Result);
            }
        }
    }

    private void ReadFinalClaim()
    {
        var last = _talks.FindLastIndex(t => t.IsWork);
        var text =
            _run.Closing is { } closing && WordsOf(closing).Length > 0 ? WordsOf(closing)
            : last >= 0 ? WordsOf(_run.Steps[last])
            : "";
        var scanner = new ClaimScanner(text);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (scanner.MoveNext())
        {
            var token = scanner.Current;
            if (
                (token.Kind == ClaimKind.Word && (!token.IsBold || TalkWords.IsCommon(token.Text)))
                || token.InCode
                || _question.Contains(token.Text)
                || !seen.Add(token.Text)
                || !_firstSaid.TryGetValue(token.Text, out var first)
                || _talks[first.Step].IsPlan
            )
            {
                continue;
            }

            var talk = _talks[first.Step];
            talk.FinalTokens++;
            talk.FinalNumbers += token.Kind == ClaimKind.Number ? 1 : 0;
            if (!_evidence.Contains(token.Text))
            {
                talk.FinalTokensUnsupported++;
                talk.FirstFinal ??= Quote.Of(WordsOf(_run.Steps[first.Step]), first.Token);
            }
        }
    }
}
