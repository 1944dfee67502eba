using Stopwise.Traces.Onset.Talk;

namespace Stopwise.Traces.Onset.Learned;

/// <summary>What a learned ranking may know of a step: its role in the run and what it says, in numbers.</summary>
/// <remarks>The first <see cref="Roles"/> columns are the step's role; they alone, with the position, are the baseline.</remarks>
internal static class OnsetFeatures
{
    private static readonly (string Name, Func<Seen, double> Value)[] All =
    [
        ("result", s => s.Talk.IsResult ? 1 : 0),
        ("trivial", s => s.Talk.IsTrivial ? 1 : 0),
        ("human", s => s.Talk.IsHuman ? 1 : 0),
        ("plan", s => s.Talk.IsPlan ? 1 : 0),
        ("first_work", s => s.Index == s.FirstWork ? 1 : 0),
        ("last_work", s => s.Index == s.LastWork ? 1 : 0),
        ("new_agent", s => s.NewAgent ? 1 : 0),
        ("same_agent", s => s.SameAgent ? 1 : 0),
        ("checker", s => s.Checker ? 1 : 0),
        ("orchestrator", s => s.Orchestrator ? 1 : 0),
        ("delegating", s => s.Talk.IsDelegating ? 1 : 0),
        ("ln_work", s => s.Talk.IsWork ? Math.Log(1 + s.Talk.WorkBefore) : 0),
        ("ln_index", s => Math.Log(1 + s.Index)),
        // Content from here on.
        ("short", s => s.Talk.IsWork && s.Talk.Characters < 250 ? 1 : 0),
        ("ln_characters", s => s.Talk.IsResult ? 0 : Math.Log(1 + s.Talk.Characters) / 8),
        ("code", s => Work(s, s.Talk.HasCode)),
        ("first_code", s => s.Index == s.FirstCode ? 1 : 0),
        ("plan_code", s => s.Talk.IsPlan && s.Talk.HasCode ? 1 : 0),
        ("plan_exit_code", s => s.Talk.IsPlan && s.Talk.SpeaksOfExitCodes ? 1 : 0),
        ("plan_missing", s => s.Talk.IsPlan ? s.Talk.QuestionMissing : 0),
        ("prose_number", s => Work(s, s.Talk.UnsupportedInProse > 0)),
        ("ln_prose_numbers", s => Work(s, Math.Log(1 + s.Talk.UnsupportedInProse))),
        ("code_number", s => Work(s, s.Talk.UnsupportedInCode > 0)),
        ("ln_code_numbers", s => Work(s, Math.Log(1 + s.Talk.UnsupportedInCode))),
        ("ln_names", s => Work(s, Math.Log(1 + s.Talk.UnsupportedNames))),
        ("claim_without_evidence", s => Work(s, s.Talk.ClaimsWithoutEvidence)),
        ("first_claim", s => s.Index == s.FirstClaim ? 1 : 0),
        ("ln_final", s => Work(s, Math.Log(1 + s.Talk.FinalTokens))),
        ("final_unsupported", s => Work(s, s.Talk.FinalTokensUnsupported > 0)),
        ("ln_final_unsupported", s => Work(s, Math.Log(1 + s.Talk.FinalTokensUnsupported))),
        ("final_number", s => Work(s, s.Talk.FinalNumbers > 0)),
        ("first_final", s => s.Index == s.FirstFinal ? 1 : 0),
        ("ln_assumptions", s => Work(s, Math.Log(1 + s.Talk.Assumptions))),
        ("first_assumption", s => s.Index == s.FirstAssumption ? 1 : 0),
        ("invention", s => Work(s, s.Talk.Inventions > 0)),
        ("first_invention", s => s.Index == s.FirstInvention ? 1 : 0),
        ("ln_checks", s => Work(s, Math.Log(1 + s.Talk.Checks))),
        ("ln_conclusions", s => Work(s, Math.Log(1 + s.Talk.Conclusions))),
        ("ln_misses", s => Work(s, Math.Log(1 + s.Talk.Misses))),
        ("failed", s => Work(s, s.Talk.Failed == true)),
        ("first_failed", s => s.Index == s.FirstFailed ? 1 : 0),
        ("succeeded", s => Work(s, s.Talk.Failed == false)),
        ("empty", s => Work(s, s.Talk.CameBackEmpty)),
        ("first_empty", s => s.Index == s.FirstEmpty ? 1 : 0),
        ("after_failure", s => s.AfterFailure ? 1 : 0),
        ("after_empty", s => s.AfterEmpty ? 1 : 0),
    ];

    /// <summary>Columns that say only what part a step plays.</summary>
    public const int Roles = 13;

    /// <summary>Columns.</summary>
    public static int Count => All.Length;

    public static string NameOf(int column) => All[column].Name;

    /// <summary>One row for each step.</summary>
    public static double[][] Of(RunView run)
    {
        var talks = run.MeasuredTalks;
        var rows = new double[talks.Count][];
        var marks = new Marks(talks);
        var agents = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < talks.Count; i++)
        {
            var agent = run.Steps[i].Agent ?? "";
            var seen = new Seen(
                i,
                talks[i],
                marks,
                agents.Add(agent),
                i > 0 && run.Steps[i - 1].Agent == agent,
                agent,
                i > 0 ? talks[i - 1] : null
            );
            rows[i] = [.. All.Select(column => column.Value(seen))];
        }

        return rows;
    }

    private static double Work(Seen seen, bool value) => seen.Talk.IsWork && !seen.Talk.IsPlan && value ? 1 : 0;

    private static double Work(Seen seen, double value) => seen.Talk.IsWork && !seen.Talk.IsPlan ? value : 0;

    private sealed record Marks(IReadOnlyList<StepTalk> Talks)
    {
        public int FirstWork { get; } = First(Talks, t => true);
        public int LastWork { get; } = Last(Talks);
        public int FirstCode { get; } = First(Talks, t => t.HasCode);
        public int FirstClaim { get; } = First(Talks, t => t.ClaimsWithoutEvidence);
        public int FirstFinal { get; } = First(Talks, t => t.FinalTokensUnsupported > 0);
        public int FirstAssumption { get; } = First(Talks, t => t.Assumptions > 0);
        public int FirstInvention { get; } = First(Talks, t => t.Inventions > 0);
        public int FirstFailed { get; } = First(Talks, t => t.Failed == true);
        public int FirstEmpty { get; } = First(Talks, t => t.CameBackEmpty);

        private static int First(IReadOnlyList<StepTalk> talks, Func<StepTalk, bool> holds)
        {
            for (var i = 0; i < talks.Count; i++)
            {
                if (talks[i].IsWork && !talks[i].IsPlan && holds(talks[i]))
                {
                    return i;
                }
            }

            return -1;
        }

        private static int Last(IReadOnlyList<StepTalk> talks)
        {
            for (var i = talks.Count - 1; i >= 0; i--)
            {
                if (talks[i].IsWork)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    private readonly struct Seen(
        int index,
        StepTalk talk,
        Marks marks,
        bool newAgent,
        bool sameAgent,
        string agent,
        StepTalk? before
    )
    {
        public int Index { get; } = index;
        public StepTalk Talk { get; } = talk;
        public bool NewAgent { get; } = newAgent && talk.IsWork;
        public bool SameAgent { get; } = sameAgent;
        public bool Checker { get; } =
            agent.Contains("verif", StringComparison.OrdinalIgnoreCase)
            || agent.Contains("valid", StringComparison.OrdinalIgnoreCase)
            || agent.Contains("check", StringComparison.OrdinalIgnoreCase);
        public bool Orchestrator { get; } =
            agent.Contains("orchestrator", StringComparison.OrdinalIgnoreCase)
            || agent.Contains("manager", StringComparison.OrdinalIgnoreCase);
        public int FirstWork => marks.FirstWork;
        public int LastWork => marks.LastWork;
        public int FirstCode => marks.FirstCode;
        public int FirstClaim => marks.FirstClaim;
        public int FirstFinal => marks.FirstFinal;
        public int FirstAssumption => marks.FirstAssumption;
        public int FirstInvention => marks.FirstInvention;
        public int FirstFailed => marks.FirstFailed;
        public int FirstEmpty => marks.FirstEmpty;
        public bool AfterFailure => before is { IsResult: true } && Index >= 2 && marks.Talks[Index - 2].Failed == true;
        public bool AfterEmpty => before is { IsResult: true } && Index >= 2 && marks.Talks[Index - 2].CameBackEmpty;
    }
}
