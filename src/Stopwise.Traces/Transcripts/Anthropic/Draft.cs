using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>A message while it is repaired: its role and its blocks.</summary>
internal sealed class Draft
{
    private readonly JsonElement? _given;
    private readonly string? _givenRole;

    /// <summary>A message of our own.</summary>
    public Draft(string role, string path) => (Role, Path) = (role, path);

    /// <summary>A message as it was given.</summary>
    public Draft(JsonElement given, string role, string path)
        : this(role, path) => (_given, _givenRole) = (given, given.Filled("role"));

    public string Role { get; }

    /// <summary>Where it was.</summary>
    public string Path { get; }

    public bool IsUser => Role == "user";

    public List<Block> Blocks { get; init; } = [];

    /// <summary>True once its blocks are not those that were given.</summary>
    public bool IsEdited { get; set; }

    /// <summary>True where it calls a tool that the caller runs.</summary>
    public bool Calls { get; set; }

    public JsonElement Write()
    {
        if (_given is not { } given)
        {
            return WireJson.Object(("role", WireJson.Text(Role)), ("content", Content()));
        }

        var json = IsEdited ? given.With("content", Content()) : given;
        return _givenRole == Role ? json : json.With("role", Role);
    }

    private JsonElement Content() =>
        Blocks is [{ IsBare: true } only] ? only.Json : WireJson.List(Blocks.Select(b => b.AsBlock()));
}

/// <param name="Json">The block; a string where a message says only that.</param>
/// <param name="Type">Its type.</param>
/// <param name="Path">Where it was.</param>
internal sealed record Block(JsonElement Json, string Type, string Path)
{
    /// <summary>Its number among the calls that the caller carries out.</summary>
    public int? Call { get; init; }

    /// <summary>Its number among their results.</summary>
    public int? Result { get; init; }

    public bool IsBare => Json.ValueKind == JsonValueKind.String;

    public string? Text =>
        Type != "text" ? null
        : IsBare ? Json.AsText()
        : Json.Field("text")?.AsText();

    public JsonElement AsBlock() => IsBare ? Blocks.Text(Json) : Json;
}
