namespace Stopwise.Traces.Heads;

/// <summary>Solves the small dense systems of a Newton step.</summary>
internal static class LinearSystem
{
    /// <summary>Solves A x = b by Cholesky factorisation; only the lower half of A is read, and A is overwritten.</summary>
    /// <param name="a">Symmetric and positive definite, n by n.</param>
    /// <param name="b">Length n.</param>
    public static double[] SolvePositive(double[,] a, double[] b)
    {
        var n = b.Length;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[i, k] * a[j, k];
                }

                a[i, j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / a[j, j];
            }
        }

        var x = (double[])b.Clone();
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
            {
                x[i] -= a[i, k] * x[k];
            }

            x[i] /= a[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
            {
                x[i] -= a[k, i] * x[k];
            }

            x[i] /= a[i, i];
        }

        return x;
    }
}
