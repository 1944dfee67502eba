using Spectre.Console;

namespace Stopwise.Cli;

/// <summary>How far a command is, shown where somebody looks. Called from any thread.</summary>
internal sealed class ProgressBar(ProgressTask? task)
{
    /// <param name="done">From 0 to <paramref name="total"/>, in whatever unit the work has.</param>
    /// <param name="total">May grow; 0 while it is not known.</param>
    public void Report(double done, double total)
    {
        if (task is null)
        {
            return;
        }

        task.IsIndeterminate = total <= 0;
        if (total > 0)
        {
            task.MaxValue = total;
            task.Value = Math.Min(done, total);
        }
    }

    /// <summary>Changes the words before the bar.</summary>
    public void Say(string title)
    {
        if (task is not null)
        {
            task.Description = Markup.Escape(Shown.Line(title));
        }
    }
}
