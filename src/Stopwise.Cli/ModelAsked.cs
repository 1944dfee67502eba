using System.CommandLine;
using Stopwise.Exits;

namespace Stopwise.Cli;

/// <summary>The options of every verb that can ask a language model, and the model that a user names with them.</summary>
/// <remarks>
/// Nothing is asked of a model unless both <c>--model</c> and <c>--endpoint</c> are given. Apart from the client, so that a verb
/// which asks nothing loads nothing of it.
/// </remarks>
internal static class ModelAsked
{
    private const string UsualKeyVariable = "STOPWISE_MODEL_KEY";

    public static Option<string?> ModelOption { get; } =
        new("--model") { Description = "Also ask this language model; needs --endpoint.", HelpName = "NAME" };

    public static Option<string?> EndpointOption { get; } =
        new("--endpoint")
        {
            Description = "Address of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1.",
            HelpName = "URL",
        };

    public static Option<string> KeyVariableOption { get; } =
        new("--key-variable")
        {
            Description = "Environment variable that holds the key.",
            HelpName = "NAME",
            DefaultValueFactory = _ => UsualKeyVariable,
        };

    public static IReadOnlyList<Option> Options { get; } = [ModelOption, EndpointOption, KeyVariableOption];

    /// <summary>The model that the user named; null where none was. The caller disposes it.</summary>
    /// <exception cref="StopwiseException">The options do not fit together.</exception>
    public static ModelEndpoint? Of(CommandCall call)
    {
        if (call.Get(ModelOption) is not { Length: > 0 } model)
        {
            return call.Get(EndpointOption) is null
                ? null
                : throw new StopwiseException("--endpoint goes with --model: name the model to ask.");
        }

        if (
            !Uri.TryCreate(call.Get(EndpointOption), UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw new StopwiseException("--model needs --endpoint with an address, such as http://127.0.0.1:11434/v1.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw new StopwiseException(
                $"{address.Host} is another machine: use https, so that the key is not sent in the open."
            );
        }

        var variable = call.Get(KeyVariableOption)!;
        var key = call.Around.Variable(variable);
        if (string.IsNullOrWhiteSpace(key) && !address.IsLoopback)
        {
            throw new StopwiseException(
                $"The environment variable {variable} is not set: put the key of {address.Host} in it."
            );
        }

        return ModelEndpoint.Connect(model, address, key, variable, call.Around.Clock);
    }
}
