namespace Stopwise.Exits.Calibration;

/// <summary>How often something happened in each of two groups.</summary>
/// <param name="Losses">Units of the first group in which it happened.</param>
/// <param name="Units">Units of the first group.</param>
/// <param name="OtherLosses">Units of the second group in which it happened.</param>
/// <param name="OtherUnits">Units of the second group.</param>
public readonly record struct TwoByTwo(int Losses, int Units, int OtherLosses, int OtherUnits);
