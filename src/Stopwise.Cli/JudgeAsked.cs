using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>Has the model that the user named judge a diagnosis, and says what that took.</summary>
internal static class JudgeAsked
{
    public static OnsetReport Of(CommandCall call, ModelEndpoint model, Run run, OnsetReport report)
    {
        try
        {
            var judged = OnsetJudge.JudgeAsync(model, run, report, call.Stop).GetAwaiter().GetResult();
            if (judged.Judge is not { } judgement)
            {
                call.Note("There is only one turn or none: nothing to judge.");
                return judged;
            }

            if (judgement.Note is { } note)
            {
                call.Note(note);
            }

            return judged with
            {
                Judge = judgement with { CostUsd = model.CostUsd },
            };
        }
        finally
        {
            call.Note(model.CostLine());
        }
    }
}
