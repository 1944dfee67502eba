namespace Stopwise.Exits.Rules;

/// <summary>On which side of its threshold a rule fires. A value equal to the threshold never fires.</summary>
public enum Direction : byte
{
    /// <summary>Fires strictly above.</summary>
    Above = 0,

    /// <summary>Fires strictly below.</summary>
    Below = 1,
}

/// <summary>What "crossed" means, in one place, for rules and for replay alike.</summary>
internal static class Crossing
{
    /// <summary>False for NaN on either side.</summary>
    public static bool Crossed(this Direction direction, double value, double threshold) =>
        direction == Direction.Above ? value > threshold : value < threshold;
}
