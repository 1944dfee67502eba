using System.Text.Json;
using Microsoft.Extensions.AI;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>What a model is asked.</summary>
/// <param name="Messages">The conversation, the system prompt first.</param>
/// <param name="Tools">What the model may ask for.</param>
/// <param name="Options">How it is asked.</param>
internal sealed record PromptRequest(
    IReadOnlyList<PromptMessage> Messages,
    IReadOnlyList<PromptTool> Tools,
    PromptOptions Options
)
{
    /// <summary>The request of a test whose messages stand in the suite, or end before a step of a run.</summary>
    /// <param name="test">The test.</param>
    /// <param name="run">The run that the test names; null where it names none.</param>
    /// <exception cref="Exits.StopwiseException">The run has no such step.</exception>
    public static PromptRequest Of(PromptTest test, Run? run)
    {
        var messages = test.Messages ?? HistoryOf(run!, test.From!.Step);
        return new PromptRequest(
            [new PromptMessage("system", test.Prompt.Text), .. messages],
            test.Tools,
            test.Options
        );
    }

    /// <summary>
    /// The request as a cassette knows it: only the whole of it counts, its system prompt included, and not the conversation alone.
    /// </summary>
    public AskedCall ToAsked(string model)
    {
        var asked = ChatClientForm.Asked(ToChat(), ToOptions(), model);
        return asked with { Requests = [asked.Own] };
    }

    public IReadOnlyList<ChatMessage> ToChat() => [.. Messages.Select(ToChat)];

    public ChatOptions ToOptions() =>
        new()
        {
            Temperature = (float?)Options.Temperature,
            MaxOutputTokens = Options.MaxTokens,
            Tools =
                Tools.Count == 0
                    ? null
                    : [.. Tools.Select(t => AIFunctionFactory.CreateDeclaration(t.Name, t.Description, t.Parameters))],
        };

    /// <summary>The conversation of a run before a step, as a cut of the run has it.</summary>
    private static List<PromptMessage> HistoryOf(Run run, int step)
    {
        using var cut = JsonDocument.Parse(MessagesCut.Write(RunCut.Of(run, step)).Content);
        return [.. cut.RootElement.Items("messages").Select(MessageOf)];
    }

    private static PromptMessage MessageOf(JsonElement message) =>
        new(message.Text("role")!, message.Text("content") ?? "")
        {
            CallId = message.Text("tool_call_id"),
            Calls =
            [
                .. message
                    .Items("tool_calls")
                    .Select(c => new PromptCall(
                        c.Text("id")!,
                        c.Field("function").Text("name")!,
                        c.Field("function").Text("arguments")!
                    )),
            ],
        };

    private static ChatMessage ToChat(PromptMessage message) =>
        message.CallId is { } id
            ? new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, message.Text)])
            : new ChatMessage(
                new ChatRole(message.Role),
                [
                    .. message.Text.Length > 0 || message.Calls.Count == 0
                        ? [new TextContent(message.Text)]
                        : Array.Empty<AIContent>(),
                    .. message.Calls.Select(c => new FunctionCallContent(c.Id, c.Tool, ArgumentsOf(c.Arguments))),
                ]
            );

    private static Dictionary<string, object?> ArgumentsOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document
            .RootElement.EnumerateObject()
            .ToDictionary(p => p.Name, p => (object?)p.Value.Clone(), StringComparer.Ordinal);
    }
}
