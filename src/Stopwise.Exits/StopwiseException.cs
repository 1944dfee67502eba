namespace Stopwise.Exits;

/// <summary>The root of the exceptions that Stopwise throws on purpose; its message says what was given and what to do.</summary>
public class StopwiseException : Exception
{
    /// <summary>With a message for the user.</summary>
    public StopwiseException(string message)
        : base(message) { }

    /// <summary>With a message for the user and what caused it.</summary>
    public StopwiseException(string message, Exception inner)
        : base(message, inner) { }
}
