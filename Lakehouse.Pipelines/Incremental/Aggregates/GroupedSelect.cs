using System.Globalization;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>
/// A SELECT inside a model that groups the rows of one table by some of its columns, and whose aggregates can be brought up to date from
/// the rows that changed: what is kept of a group are the number of its rows and, for each argument, how many values it has and their
/// exact sum.
/// </summary>
public sealed class GroupedSelect
{
    /// <summary>Column of <see cref="Rows"/>: +1 for a row that came, -1 for one that went.</summary>
    public const string Sign = "__sign";

    internal const string RowCount = "__rows";

    private readonly string groupedRows;
    private readonly IReadOnlyList<KeptMeasure> measures;
    private readonly IReadOnlyList<KeptAggregate> aggregates;
    private readonly AggregateTypes types;

    /// <param name="number">Tells the SELECTs of a model apart.</param>
    /// <param name="table">The table it reads.</param>
    /// <param name="groupColumns">The table's columns that it groups by.</param>
    /// <param name="groupedRows">A SELECT of the rows it groups from <see cref="Rows"/>: the groups' columns, values, filters and the sign.</param>
    /// <param name="measures">What is kept.</param>
    /// <param name="aggregates">What is computed from it.</param>
    /// <param name="types">The types of both.</param>
    internal GroupedSelect(
        int number, TableReference table, IReadOnlyList<string> groupColumns, string groupedRows, IReadOnlyList<KeptMeasure> measures, IReadOnlyList<KeptAggregate> aggregates, AggregateTypes types)
    {
        Number = number;
        Table = table;
        GroupColumns = groupColumns;
        this.groupedRows = groupedRows;
        this.measures = measures;
        this.aggregates = aggregates;
        this.types = types;
    }

    /// <summary>The table it reads.</summary>
    public TableReference Table { get; }

    /// <summary>The table's columns that it groups by.</summary>
    public IReadOnlyList<string> GroupColumns { get; }

    /// <summary>
    /// Name of the relation that the statements read rows of the table from: its columns and <see cref="Sign"/>.
    /// </summary>
    public string Rows => RowsName(Number);

    /// <summary>Name of the relation that the rewritten model reads in place of the table: see <see cref="Results"/>.</summary>
    public string Kept => KeptName(Number);

    internal int Number { get; }

    private string GroupNames => string.Join(", ", GroupColumns.Select((_, group) => GroupName(group)));

    private IEnumerable<KeptMeasure> Summed => measures.Where(measure => types.Sums.ContainsKey(measure.Number));

    /// <summary>A SELECT of about how many groups some of the rows give.</summary>
    /// <param name="rows">How many of them are looked at.</param>
    public string EstimateGroups(long rows) => string.Create(CultureInfo.InvariantCulture, $"SELECT approx_count_distinct(hash({GroupNames})) FROM (SELECT {GroupNames} FROM ({groupedRows}) LIMIT {rows})");

    /// <summary>A SELECT of what is to be kept of each group.</summary>
    /// <param name="areChanges">Whether the rows are changes, with signs; else all have come.</param>
    public string Aggregate(bool areChanges)
    {
        IEnumerable<string> columns =
        [
            .. GroupColumns.Select((_, group) => GroupName(group)),
            $"{(areChanges ? $"CAST(sum({Sign}) AS BIGINT)" : "count(*)")} AS {RowCount}",
            .. measures.Select(measure => $"{measure.Count(areChanges)} AS {measure.CountColumn}"),
            .. Summed.Select(measure => $"{measure.Sum(areChanges, types.Sums[measure.Number])} AS {measure.SumColumn}"),
        ];
        return $"SELECT {string.Join(", ", columns)} FROM ({groupedRows}) GROUP BY {GroupNames}";
    }

    /// <summary>Adds what is kept and what changed, each a relation with the columns of <see cref="Aggregate"/>.</summary>
    public string Add(string kept, string changed)
    {
        IEnumerable<string> columns =
        [
            GroupNames,
            $"CAST(sum({RowCount}) AS BIGINT) AS {RowCount}",
            .. measures.Select(measure => $"CAST(sum({measure.CountColumn}) AS BIGINT) AS {measure.CountColumn}"),
            .. Summed.Select(measure => $"CAST(sum({measure.SumColumn}) AS {types.Sums[measure.Number]}) AS {measure.SumColumn}"),
        ];
        return $"SELECT {string.Join(", ", columns)} FROM (SELECT * FROM {kept} UNION ALL SELECT * FROM {changed}) GROUP BY {GroupNames}";
    }

    /// <summary>A condition that is true for groups which no rows can give: the changes were not those of what is kept.</summary>
    public string Impossible => $"{RowCount} < 0 OR {string.Join(" OR ", measures.Select(measure => $"{measure.CountColumn} NOT BETWEEN 0 AND {RowCount}").Append("false"))}";

    /// <summary>A condition that is true for groups that have rows.</summary>
    public static string Present => $"{RowCount} > 0";

    /// <summary>What the rewritten model reads: the groups' columns and the aggregates' values.</summary>
    public string Results(string kept)
    {
        IEnumerable<string> columns =
        [
            .. GroupColumns.Select((column, group) => $"{GroupName(group)} AS {Identifier(column)}"),
            .. aggregates.Select((aggregate, place) => $"{aggregate.Result(aggregate.Measure is { } measure ? types.Sums.GetValueOrDefault(measure.Number) : null, types.Results[place])} AS {ResultName(place)}"),
        ];
        return $"SELECT {string.Join(", ", columns)} FROM {kept} WHERE {Present}";
    }

    /// <summary>A condition that is true when a row of what is kept is of the same group as one of another relation.</summary>
    public string SameGroup(string left, string right) =>
        string.Join(" AND ", GroupColumns.Select((_, group) => $"{left}.{GroupName(group)} IS NOT DISTINCT FROM {right}.{GroupName(group)}"));

    /// <summary>The column that holds a grouped column's values.</summary>
    /// <param name="column">One of <see cref="GroupColumns"/>, in upper or lower case.</param>
    public string GroupOf(string column) => GroupName(GroupColumns.Index().First(group => string.Equals(group.Item, column, StringComparison.OrdinalIgnoreCase)).Index);

    internal static string RowsName(int number) => $"__rows_{number}";

    internal static string KeptName(int number) => $"__kept_{number}";

    internal static string GroupName(int group) => $"__group_{group}";

    internal static string ResultName(int aggregate) => $"__aggregate_{aggregate}";
}
