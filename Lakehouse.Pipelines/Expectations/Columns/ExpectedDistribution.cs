using System.Globalization;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>
/// Great Expectations' <c>partition_object</c>: weights of values (<c>{"values":["a","b"],"weights":[0.9,0.1]}</c>), or of bins between borders, and perhaps
/// of what lies below and above them (<c>{"bins":[0,1,2],"weights":[0.5,0.4],"tail_weights":[0.05,0.05]}</c>).
/// </summary>
internal sealed record ExpectedDistribution(IReadOnlyList<string>? Values, IReadOnlyList<double> Bins, IReadOnlyList<double> Given, IReadOnlyList<double>? TailWeights)
{
    /// <summary>Weight for values that are not expected.</summary>
    public double TailHoldout { get; init; }

    /// <summary>Weight for bins of weight 0.</summary>
    public double InternalHoldout { get; init; }

    /// <summary>A condition for each weight, in the order of <see cref="Weights"/>.</summary>
    public IEnumerable<string> Conditions(string column)
    {
        if (Values is not null)
        {
            return Values.Select(value => $"{column} = {value}");
        }

        var inner = Enumerable.Range(0, Bins.Count - 1).Select(bin => $"{column} >= {Sql(Bins[bin])} AND {column} {(bin == Bins.Count - 2 ? "<=" : "<")} {Sql(Bins[bin + 1])}");
        return [$"{column} < {Sql(Bins[0])}", .. inner, $"{column} > {Sql(Bins[^1])}"];
    }

    /// <summary>The weights, after what is held out for the unexpected.</summary>
    /// <param name="others">How many values occur that are not expected.</param>
    public IReadOnlyList<double> Weights(long others)
    {
        if (Values is not null)
        {
            return [.. Given.Select(weight => others > 0 ? weight * (1 - TailHoldout) : weight)];
        }

        var zeros = Given.Count(weight => weight == 0);
        var inner = Given.Select(weight => weight == 0 && InternalHoldout > 0 ? InternalHoldout / zeros : weight * (1 - TailHoldout - InternalHoldout));
        return [TailWeights?[0] ?? TailHoldout / 2, .. inner, TailWeights?[1] ?? TailHoldout / 2];
    }

    private static string Sql(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
