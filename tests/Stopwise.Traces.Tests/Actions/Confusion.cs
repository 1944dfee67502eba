using System.Globalization;
using System.Text;
using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Tests.Actions;

/// <summary>Counts how often calls that people called one kind were read as another.</summary>
internal sealed class Confusion
{
    private static readonly StepKind[] Kinds = Enum.GetValues<StepKind>();
    private readonly int[,] _counts = new int[Kinds.Length, Kinds.Length];

    public int Total { get; private set; }

    public double Accuracy => Total == 0 ? 0 : (double)Kinds.Sum(k => _counts[(int)k, (int)k]) / Total;

    public void Add(StepKind labelled, StepKind read)
    {
        _counts[(int)labelled, (int)read]++;
        Total++;
    }

    /// <summary>Of the calls that are read as this kind, the share that people called so.</summary>
    public double Precision(StepKind kind) =>
        (double)_counts[(int)kind, (int)kind] / Math.Max(1, Kinds.Sum(k => _counts[(int)k, (int)kind]));

    /// <summary>Of the calls that people called this kind, the share that is read as such.</summary>
    public double Recall(StepKind kind) =>
        (double)_counts[(int)kind, (int)kind] / Math.Max(1, Kinds.Sum(k => _counts[(int)kind, (int)k]));

    /// <summary>Rows are labels, columns what was read.</summary>
    public string Table(string title)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{title}: {Total} calls, accuracy {Accuracy:P1}");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{"labelled", -12} {string.Concat(Kinds.Select(k => $"{k, 12}"))}   recall  precision"
        );
        foreach (var kind in Kinds)
        {
            var row = string.Concat(Kinds.Select(k => $"{_counts[(int)kind, (int)k], 12}"));
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{kind, -12} {row} {Recall(kind), 8:P1} {Precision(kind), 10:P1}"
            );
        }

        return text.ToString();
    }
}
