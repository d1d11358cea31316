namespace MovieLens.Source.Generation;

/// <summary>The normal distribution's quantiles.</summary>
internal static class Normal
{
    /// <summary>The value that a normal variable stays below with the given probability (Acklam's approximation, error below 1e-8 of the value).</summary>
    public static double Quantile(double probability)
    {
        if (probability is <= 0 or >= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(probability));
        }

        if (probability > 0.97575)
        {
            return -Quantile(1 - probability);
        }

        if (probability < 0.02425)
        {
            var t = Math.Sqrt(-2 * Math.Log(probability));
            return (((((-7.784894002430293e-3 * t - 3.223964580411365e-1) * t - 2.400758277161838) * t - 2.549732539343734) * t + 4.374664141464968) * t + 2.938163982698783)
                / ((((7.784695709041462e-3 * t + 3.224671290700398e-1) * t + 2.445134137142996) * t + 3.754408661907416) * t + 1);
        }

        var q = probability - 0.5;
        var r = q * q;
        return (((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r + 1.383577518672690e2) * r - 3.066479806614716e1) * r + 2.506628277459239) * q
            / (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r + 6.680131188771972e1) * r - 1.328068155288572e1) * r + 1);
    }
}
