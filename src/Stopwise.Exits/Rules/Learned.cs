namespace Stopwise.Exits.Rules;

/// <summary>Logistic function of several columns; fires when the probability is strictly above a threshold.</summary>
internal sealed class Logistic(int[] columns, double[] weights, double bias, double threshold, Verdict verdict)
    : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var sum = bias;
        for (var i = 0; i < columns.Length; i++)
        {
            sum += weights[i] * probe.Signals[columns[i]];
        }

        var probability = Sigmoid(sum);
        return probability > threshold ? new(verdict, ReasonCode.Learned, (float)probability) : Decision.Continue;
    }

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>One hidden layer and a logistic output; hidden units are summed one at a time, so nothing is stored.</summary>
internal sealed class TinyMlp(
    int[] columns,
    double[][] hidden,
    double[] hiddenBias,
    Activation activation,
    double[] output,
    double bias,
    double threshold,
    Verdict verdict
) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var sum = bias;
        for (var h = 0; h < hidden.Length; h++)
        {
            var weights = hidden[h];
            var inner = hiddenBias[h];
            for (var i = 0; i < columns.Length; i++)
            {
                inner += weights[i] * probe.Signals[columns[i]];
            }

            // Math.Max hands a NaN on, so an unknown input reaches the output and nothing fires.
            sum += output[h] * (activation == Activation.Relu ? Math.Max(0, inner) : Math.Tanh(inner));
        }

        var probability = Logistic.Sigmoid(sum);
        return probability > threshold ? new(verdict, ReasonCode.Learned, (float)probability) : Decision.Continue;
    }
}
