namespace MovieLens.Source.Generation;

/// <summary>Turns how much a user likes a film (a normal variable) into stars, so that the stars are as frequent as at MovieLens.</summary>
internal static class StarDistribution
{
    // Shares of 0.5, 1.0, … 5.0 stars: whole stars are preferred, 4 most of all.
    private static readonly double[] Shares = [0.0136, 0.0279, 0.0178, 0.0749, 0.0550, 0.1988, 0.1303, 0.2660, 0.0848, 0.1309];

    private static readonly double[] Limits = MakeLimits();

    public static decimal Stars(double liking)
    {
        var half = 1;
        foreach (var limit in Limits)
        {
            half += liking >= limit ? 1 : 0;
        }

        return new decimal(half * 5, 0, 0, false, 1);
    }

    private static double[] MakeLimits()
    {
        var limits = new double[Shares.Length - 1];
        var below = 0.0;
        for (var i = 0; i < limits.Length; i++)
        {
            below += Shares[i];
            limits[i] = Normal.Quantile(below);
        }

        return limits;
    }
}
