using System.Text.RegularExpressions;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>DuckDB's types of what is kept for a <see cref="GroupedSelect"/> and of what its aggregates give.</summary>
internal sealed partial class AggregateTypes
{
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"];

    private static readonly string[] Groups = [.. Integers, "VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"];

    private AggregateTypes(IReadOnlyDictionary<int, string> sums, IReadOnlyList<string> results)
    {
        Sums = sums;
        Results = results;
    }

    /// <summary>Type of each sum, by the measure's number.</summary>
    public IReadOnlyDictionary<int, string> Sums { get; }

    /// <summary>Type of each aggregate's value.</summary>
    public IReadOnlyList<string> Results { get; }

    /// <summary>Finds them.</summary>
    /// <param name="parser">The engine.</param>
    /// <param name="rows">The rows that are grouped, with names for groups and values.</param>
    /// <param name="groups">Number of columns that are grouped by.</param>
    /// <param name="aggregates">The aggregates.</param>
    /// <returns>The types, or null when a sum is over numbers that are not exact, or when equal values of a group differ.</returns>
    public static AggregateTypes? Find(ModelSqlParser parser, string rows, int groups, IReadOnlyList<KeptAggregate> aggregates)
    {
        var summed = aggregates.Where(aggregate => aggregate.NeedsSum).Select(aggregate => aggregate.Measure!).Distinct().ToList();
        IEnumerable<string> columns =
        [
            .. Enumerable.Range(0, groups).Select(group => $"any_value({GroupedSelect.GroupName(group)})"),
            .. summed.Select(measure => $"any_value({measure.Value})"),
            .. aggregates.Select(aggregate => aggregate.Original),
        ];
        if (parser.TypesOf($"SELECT {string.Join(", ", columns)} FROM ({rows})") is not { } types)
        {
            return null;
        }

        var sums = types.Skip(groups).Take(summed.Count).Select(OfSum).ToList();
        return types.Take(groups).All(CanGroup) && sums.All(type => type is not null)
            ? new AggregateTypes(summed.Zip(sums).ToDictionary(sum => sum.First.Number, sum => sum.Second!), [.. types.Skip(groups + summed.Count)])
            : null;
    }

    /// <summary>Equal values of these types are the same: of a DOUBLE, 0.0 and -0.0 are equal and yet differ.</summary>
    private static bool CanGroup(string type) => Groups.Contains(type) || Decimal().IsMatch(type);

    /// <summary>An exact type that holds sums of values of a type; null where there is none, as for DOUBLE.</summary>
    private static string? OfSum(string type) =>
        Integers.Contains(type) ? "HUGEINT" : Decimal().Match(type) is { Success: true } found ? $"DECIMAL(38,{found.Groups["scale"].Value})" : null;

    [GeneratedRegex(@"^DECIMAL\(\d+,(?<scale>\d+)\)$")]
    private static partial Regex Decimal();
}
