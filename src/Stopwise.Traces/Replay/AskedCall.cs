using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>A call that wants an answer: what is called, and what is asked in each form that the asker can speak.</summary>
/// <param name="Kind">What is called.</param>
/// <param name="Name">The model or the tool.</param>
/// <param name="Requests">The request in one form after the other; the first is the asker's own.</param>
public sealed record AskedCall(CallKind Kind, string Name, IReadOnlyList<AskedForm> Requests)
{
    /// <summary>The request in the asker's own form.</summary>
    public AskedForm Own => Requests[0];

    /// <summary>A call of a tool.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments as JSON text, or any other text.</param>
    public static AskedCall OfTool(string name, string arguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(arguments);
        return OfTool(new ToolCall { Name = name, Arguments = Masked(arguments) });
    }

    internal static AskedCall OfTool(ToolCall call) =>
        new(CallKind.Tool, call.Name, [new AskedForm(CallForm.Tool, ArgumentsOf(call))]);

    /// <summary>The arguments of a recorded call as a request.</summary>
    internal static CanonicalRequest ArgumentsOf(ToolCall call) => new(ConversationForm.ArgumentsOf(call), [], "");

    /// <summary>Recordings hold no secret, so a request is looked up without its own.</summary>
    internal static string Masked(string text) => Encoding.UTF8.GetString(Masked(Encoding.UTF8.GetBytes(text)));

    internal static byte[] Masked(byte[] text) => SecretScrubber.Scrub(text, out _);

    /// <summary>A JSON text without its secrets; null where it is no JSON.</summary>
    internal static JsonElement? MaskedJson(byte[] text) => Original.ParseLine(Masked(text));
}

/// <summary>A request in one form.</summary>
/// <param name="Form">One of <see cref="CallForm"/>.</param>
/// <param name="Request">What is asked.</param>
public readonly record struct AskedForm(string Form, CanonicalRequest Request);
