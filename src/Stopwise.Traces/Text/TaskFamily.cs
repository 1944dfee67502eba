namespace Stopwise.Traces.Text;

/// <summary>What tasks of one origin share in their names: the repository of an issue, the puzzle of a variant.</summary>
internal static class TaskFamily
{
    /// <summary><c>django__django-12345</c> is of the family <c>django__django</c>, <c>maze.easy</c> of <c>maze</c>.</summary>
    public static string Of(string task)
    {
        var name = task.AsSpan().TrimEnd("0123456789");
        if (name.Length == task.Length)
        {
            var variant = name.LastIndexOf('.');
            return variant > 0 ? task[..variant] : task;
        }

        name = name.TrimEnd("-_.#/ ");
        return name.Length > 0 ? name.ToString() : task;
    }
}
