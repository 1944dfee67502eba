#:project ../src/Stopwise.Traces/Stopwise.Traces.csproj

using Stopwise.Traces.Demo;

foreach (var run in DemoRuns.Showcase())
{
    var tokens = run.Steps.Sum(step => step.Usage.InputTokens ?? 0);
    Console.WriteLine($"{run.Id}: {run.Steps.Count} steps, {tokens} input tokens, {run.Outcome.State}");
}
