using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>Two runs side by side; on a narrow terminal one below the other.</summary>
internal sealed class DiffScreen(IAnsiConsole console, KinComparison kin, int context)
{
    private const int NarrowBelow = 90;
    private const int Margin = 20;

    // What follows the parting differs from end to end: the first of it tells.
    private const int ShownBehindParting = 16;

    private readonly int _numbers = Math.Max(kin.Steps.Count, kin.OtherSteps.Count)
        .ToString(CultureInfo.InvariantCulture)
        .Length;

    private bool IsNarrow => console.Profile.Width < NarrowBelow;

    private int Half => Math.Max(20, IsNarrow ? console.Profile.Width - Margin : (console.Profile.Width - Margin) / 2);

    public void Write()
    {
        Line($"this run: {Described(kin.Run)}");
        Line($"other run: {Described(kin.Other)}");
        if (kin.Other.TaskId != kin.Run.TaskId)
        {
            Line($"The other run is of another task, {kin.Other.TaskId ?? "which is not recorded"}.");
        }

        if (!kin.Exact)
        {
            Line("The runs are too long for an exact alignment: only its likeliest part was searched.");
        }

        console.WriteLine();
        Line(KinWords.Of(kin), kin.Divergence is null ? Style.Plain : new Style(Color.Yellow));
        console.WriteLine();
        for (var i = 0; i < kin.Columns.Count; )
        {
            var hidden = Hidden(i);
            if (hidden > 0)
            {
                Fold(i, hidden);
                i += hidden;
                continue;
            }

            if (i == kin.Divergence?.Column)
            {
                Line("---- here they part ----", new Style(Color.Yellow));
            }

            Column(kin.Columns[i]);
            i++;
        }

        console.WriteLine();
        Line("= same target, ~ same kind, < only this run, > only the other; * changes, + check passes, - check fails");
    }

    /// <summary>How many columns from here on are folded: none where one of them is near what matters.</summary>
    private int Hidden(int from)
    {
        var count = 0;
        while (from + count < kin.Columns.Count && !IsShown(from + count))
        {
            count++;
        }

        return count < 2 ? 0 : count;
    }

    private bool IsShown(int column)
    {
        if (context == int.MaxValue)
        {
            return true;
        }

        var parting = kin.Divergence?.Column ?? -1;
        if (parting >= 0 && column >= parting)
        {
            return column < parting + ShownBehindParting;
        }

        var last = Math.Min(kin.Columns.Count - 1, (long)column + context);
        for (var i = Math.Max(0, column - context); i <= last; i++)
        {
            if (i == parting || kin.Columns[i].Match < KinMatch.Target)
            {
                return true;
            }
        }

        return false;
    }

    private void Fold(int from, int count)
    {
        var columns = kin.Columns.Skip(from).Take(count).ToList();
        var behind = kin.Divergence is { } parting && from >= parting.Column;
        Line(
            behind
                ? $"     ... {Words.Plural(count, "more line")}: --all shows them"
                : $"     ... {Words.Plural(count, "line")} the same ({Range(columns.Select(c => c.Step))} here, {Range(columns.Select(c => c.Other))} there)",
            new Style(Color.Grey)
        );
    }

    private static string Range(IEnumerable<int?> steps)
    {
        var known = steps.OfType<int>().ToList();
        return known.Count == 0 ? "none"
            : known.Count == 1 ? $"step {known[0]}"
            : $"steps {known[0]} to {known[^1]}";
    }

    private void Column(KinColumn column)
    {
        var sign = column switch
        {
            { Step: null } => '>',
            { Other: null } => '<',
            { Match: KinMatch.Action or KinMatch.Target } => '=',
            _ => '~',
        };
        var style = sign switch
        {
            '<' => new Style(Color.Red),
            '>' => new Style(Color.Green),
            _ => Style.Plain,
        };
        var here = column.Step is { } a ? Cell(kin.Steps[a]) : "";
        var there = column.Other is { } b ? Cell(kin.OtherSteps[b]) : "";
        if (!IsNarrow)
        {
            Plain($"{Fitted(here)} {sign} {there}", style);
            return;
        }

        if (here.Length > 0)
        {
            Plain($"{sign} {here}", style);
        }

        if (there.Length > 0 && sign != '=')
        {
            Plain($"{(sign == '~' ? "  " : "> ")}{there}", style);
        }
    }

    private string Cell(KinStep step)
    {
        var mark = step switch
        {
            { Check: true } => '+',
            { Check: false } => '-',
            { Kind: StepKind.Change } => '*',
            _ => ' ',
        };
        var number = step.Index.ToString(CultureInfo.InvariantCulture).PadLeft(_numbers);
        return $"{number} {mark} {Shown.Line(step.Deed, Half - _numbers - 3)}";
    }

    private string Fitted(string cell) => cell.PadRight(Half);

    private static string Described(Run run) =>
        $"{run.Id}, {Words.Short(run.Outcome)}, {Words.Plural(run.Steps.Count, "step")}, {run.Agent}, model {run.Model ?? "not known"}";

    private void Line(string text, Style? style = null) => Plain(Shown.Line(text), style);

    private void Plain(string text, Style? style)
    {
        console.Write(new Text(text.TrimEnd(), style ?? Style.Plain));
        console.WriteLine();
    }
}
