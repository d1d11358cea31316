namespace MovieLens.Source.Generation;

/// <summary>Shares a total out in whole numbers.</summary>
internal static class Apportionment
{
    /// <summary>Shares <paramref name="total"/> in proportion to the weights, within each one's bounds, so that the sum is exact.</summary>
    /// <exception cref="ArgumentException">The bounds leave no solution.</exception>
    public static int[] Share(long total, ReadOnlySpan<double> weights, Func<int, int> least, Func<int, int> most)
    {
        var parts = new int[weights.Length];
        var (low, high) = (0L, 0L);
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            low += least(i);
            high += most(i);
            sum += weights[i];
        }

        if (total < low || total > high)
        {
            throw new ArgumentException($"{total} cannot be shared between {low} and {high}.", nameof(total));
        }

        // The sum of the bounded shares grows with the factor: find the largest factor that does not exceed the total.
        var (small, large) = (0.0, 1.0);
        while (Sum(weights, large * total / sum, least, most, parts) < total)
        {
            (small, large) = (large, large * 2);
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = (small + large) / 2;
            (small, large) = Sum(weights, middle * total / sum, least, most, parts) <= total ? (middle, large) : (small, middle);
        }

        var missing = total - Sum(weights, small * total / sum, least, most, parts);
        for (var i = 0; missing > 0; i = (i + 1) % parts.Length)
        {
            if (parts[i] < most(i))
            {
                parts[i]++;
                missing--;
            }
        }

        return parts;
    }

    private static long Sum(ReadOnlySpan<double> weights, double factor, Func<int, int> least, Func<int, int> most, int[] parts)
    {
        var sum = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (int)Math.Clamp(weights[i] * factor, least(i), most(i));
            sum += parts[i];
        }

        return sum;
    }
}
