using Stopwise.Traces.Demo;

namespace Stopwise.Traces.Transcripts;

/// <summary>Runs that were stopped at any event: repaired, no provider refuses them.</summary>
public class CutTranscriptTests
{
    [Fact]
    public void A_run_that_was_stopped_at_any_event_can_be_sent_again()
    {
        var seen = new HashSet<TranscriptEditKind>();
        foreach (var run in DemoRuns.Showcase())
        {
            var told = ToldRun.Of(run, longest: 200);
            for (var events = 0; events <= told.Count; events++)
            {
                foreach (var wire in TranscriptLaws.Wires)
                {
                    foreach (var isBrokenOff in (bool[])[false, true])
                    {
                        var repaired = TranscriptLaws.Hold(
                            told.Write(wire, events, isBrokenOff),
                            TranscriptRules.Of(wire)
                        );
                        seen.UnionWith(repaired.Edits.Select(e => e.Kind));
                    }
                }
            }
        }

        seen.ShouldContain(TranscriptEditKind.Added);
    }
}
