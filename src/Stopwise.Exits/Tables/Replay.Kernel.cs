using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tables;

// The inner loops of calibration. No allocation, no delegate, one pass each.
public static partial class Replay
{
    /// <summary>
    /// For every threshold the first row beyond it, or <see cref="ReplayStops.RanToTheEnd"/>. A new record of the running
    /// extreme settles all thresholds between the old record and itself, so each is written once.
    /// </summary>
    internal static void FirstCrossings(
        ReadOnlySpan<double> scores,
        Direction direction,
        ReadOnlySpan<double> thresholds,
        Span<int> into
    )
    {
        into.Fill(ReplayStops.RanToTheEnd);
        if (direction == Direction.Above)
        {
            var next = 0;
            for (var row = 0; row < scores.Length && next < thresholds.Length; row++)
            {
                while (next < thresholds.Length && scores[row] > thresholds[next])
                {
                    into[next++] = row;
                }
            }
        }
        else
        {
            var next = thresholds.Length - 1;
            for (var row = 0; row < scores.Length && next >= 0; row++)
            {
                while (next >= 0 && scores[row] < thresholds[next])
                {
                    into[next--] = row;
                }
            }
        }
    }

    /// <summary>
    /// The worst of the last <paramref name="patience"/> scores: a threshold is crossed for so many rows in a row exactly
    /// where this number crosses it. Rows that have no such past, or an unknown score in it, never cross.
    /// </summary>
    // The queue, scratch as long as the scores, holds the rows that can still become the worst, the worst first.
    internal static void Steady(
        ReadOnlySpan<double> scores,
        int patience,
        Direction direction,
        Span<double> into,
        Span<int> queue
    )
    {
        var never = direction == Direction.Above ? double.NegativeInfinity : double.PositiveInfinity;
        var (head, tail) = (0, 0);
        for (var row = 0; row < scores.Length; row++)
        {
            var score = double.IsNaN(scores[row]) ? never : scores[row];
            while (tail > head && !direction.Crossed(score, Known(scores[queue[tail - 1]], never)))
            {
                tail--;
            }

            queue[tail++] = row;
            if (queue[head] <= row - patience)
            {
                head++;
            }

            into[row] = row + 1 < patience ? never : Known(scores[queue[head]], never);
        }
    }

    private static double Known(double score, double never) => double.IsNaN(score) ? never : score;
}
