using System.Text;
using Microsoft.AspNetCore.Http;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Faults;

namespace Stopwise.Gateway.Cassettes;

/// <summary>Answers tool calls: the arguments are the body, the name is in the path.</summary>
internal sealed class ToolRoute(CassettePlayer player, FaultInjector? faults)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var body = await ModelRoute.BodyOf(context.Request).ConfigureAwait(false);
        var name = (string)context.Request.RouteValues["name"]!;

        // Tools run in the agent: there is nothing live to ask here, in a hybrid replay either.
        var asked = AskedCall.OfTool(name, Encoding.UTF8.GetString(body));
        var fault = faults?.Next(CallKind.Tool, name, asked.Own.Request.Sha256);
        var played = player.Play(asked);
        if (fault is { Kind: FaultKind.Duplicated } && player.Play(asked) is { Entry: not null } again)
        {
            played = again;
        }

        if (played.Entry is { } entry)
        {
            var answer = faults is null
                ? entry.Response
                : faults.Seen(fault, asked, ToolAnswer.Parse(entry.Response), entry.Step).ToJson();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await ModelRoute.DivergedAsync(context, played.Divergence!, wire: null).ConfigureAwait(false);
        }
    }
}
