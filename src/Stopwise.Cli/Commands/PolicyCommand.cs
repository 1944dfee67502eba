using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits.Recipes;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise policy</c>: reads a policy file to a person, and checks it.</summary>
internal static class PolicyCommand
{
    private static readonly Argument<string> FilePath = new("FILE")
    {
        Description = "A policy file, written by stopwise learn.",
    };

    public static Command Create(CommandFactory factory)
    {
        var command = new Command("policy", "Shows and checks policy files.");
        command.Subcommands.Add(
            factory.Create("show", "Says what a policy does and what it promises.", Show, FilePath)
        );
        command.Subcommands.Add(
            factory.Create(
                "verify",
                "Checks that a policy can run here and that its certificate adds up.",
                Verify,
                FilePath
            )
        );
        return command;
    }

    private static int Show(CommandCall call)
    {
        var policy = Policy.Parse(WholeFile.Read(call.Get(FilePath)!));
        if (call.Json)
        {
            call.Around.Output.Write(policy.ToJson());
        }
        else
        {
            PolicyScreen.Write(call.Console, policy);
        }

        return ExitCodes.Ok;
    }

    private static int Verify(CommandCall call)
    {
        var path = call.Get(FilePath)!;
        var checks = PolicyCheck.All(WholeFile.Read(path), call.Has(CommandCall.StoreOption));
        var failed = checks.Count(c => c.Ok == false);
        if (call.Json)
        {
            call.WriteJson(new PolicyChecked(path, failed == 0, checks), RehearsalJson.Default.PolicyChecked);
        }
        else
        {
            Write(call.Console, checks, failed);
        }

        return failed == 0 ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<PolicyCheck> checks, int failed)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumns(
            new TableColumn("").NoWrap().PadRight(2),
            new TableColumn("").NoWrap().PadRight(2),
            new TableColumn("")
        );
        foreach (var check in checks)
        {
            var mark = check.Ok switch
            {
                true => new Text("ok", new Style(Color.Green)),
                false => new Text("failed", new Style(Color.Red)),
                null => new Text("not checked", new Style(Color.Yellow)),
            };
            table.AddRow(mark, new Text(check.Name), new Text(Shown.Line(check.Detail)));
        }

        console.Write(table);
        console.WriteLine(failed == 0 ? "Nothing wrong was found." : $"{Words.Plural(failed, "check")} failed.");
    }
}

/// <summary>What <c>policy verify --json</c> writes.</summary>
internal sealed record PolicyChecked(string File, bool Ok, IReadOnlyList<PolicyCheck> Checks);
