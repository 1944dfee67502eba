using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>Something stands at a place in JSON, and fits if more is asked.</summary>
internal sealed class JsonMatch(JsonPath path, Match? inner) : Match
{
    public override string Words => inner is null ? $"has {path.Text}" : $"has {path.Text} that {inner.Words}";

    public override bool Holds(SeenValue value) =>
        value.Json is { } json && path.First(json) is { } at && inner?.Holds(SeenValue.Of(at)) != false;

    public override string Found(SeenValue value) =>
        value.Json is not { } json ? $"no JSON: {Clip.Of(value.Text)}"
        : path.First(json) is not { } at ? $"nothing at {path.Text} of {Clip.Of(value.Text)}"
        : inner?.Found(SeenValue.Of(at)) ?? Clip.Of(SeenValue.Of(at).Text);
}
