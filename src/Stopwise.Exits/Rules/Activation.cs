namespace Stopwise.Exits.Rules;

/// <summary>The bend of a hidden layer.</summary>
public enum Activation : byte
{
    /// <summary><c>max(0, x)</c>.</summary>
    Relu = 0,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh = 1,
}
