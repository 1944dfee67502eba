using System.Text;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>What a model answered.</summary>
/// <param name="Text">What it said; empty where it only calls.</param>
/// <param name="Calls">The calls it asks for.</param>
internal sealed record PromptAnswer(string Text, IReadOnlyList<SeenCall> Calls)
{
    /// <summary>The whole answer as it is kept in a golden file: what it says, then a line a call.</summary>
    public string Whole
    {
        get
        {
            var whole = new StringBuilder(Text.ReplaceLineEndings("\n").Trim());
            foreach (var call in Calls)
            {
                whole
                    .Append(whole.Length == 0 ? "" : "\n")
                    .Append("call ")
                    .Append(call.Tool)
                    .Append(' ')
                    .Append(call.Arguments);
            }

            return whole.Append('\n').ToString();
        }
    }
}
