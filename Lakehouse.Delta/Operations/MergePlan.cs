using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>The statements of one MERGE.</summary>
/// <remarks>
/// Three temporary tables: the source rows with numbers; the pairs of table row and source row that match, with the clause that holds (and
/// table rows without a match that a clause is for); the source rows to insert, with their clause. Clauses are numbered by list, matched ones first.
/// Where a change data feed is kept, the pairs have the table's values too, so that the table is not read a second time for them.
/// </remarks>
internal sealed class MergePlan(Snapshot snapshot, MergeSpec spec, StructType sourceSchema, MergeColumns columns, bool keepsChangeData)
{
    private const string SourceRow = "__source_row";
    private const string Clause = "__clause";

    private readonly string source = $"__merge_source_{Guid.NewGuid():N}";
    private readonly string pairs = $"__merge_pairs_{Guid.NewGuid():N}";
    private readonly string inserts = $"__merge_inserts_{Guid.NewGuid():N}";
    private readonly MergeClause[] changing = [.. spec.WhenMatched, .. spec.WhenNotMatchedBySource];

    /// <summary>Keeps the source rows, for they are used more than once and a SELECT may not give the same twice.</summary>
    public string LoadSource => $"CREATE TEMP TABLE {source} AS SELECT row_number() OVER () AS {SourceRow}, * FROM ({spec.Source}\n)";

    /// <summary>The source rows.</summary>
    public string Source => source;

    public string CountSource => $"SELECT count(*) FROM {source}";

    public string CountAmbiguous => OnlyDeletes ? "SELECT 0"
        : $"SELECT count(*) FROM (SELECT 1 FROM {pairs} WHERE {Clause} IS NOT NULL GROUP BY {RowAddress.File}, {RowAddress.Row} HAVING count(*) > 1)";

    /// <summary>Clause → number of table rows that it is for.</summary>
    public string CountChanged => $"SELECT {Clause}, count(*) FROM {Chosen} GROUP BY {Clause}";

    public string CountInserted => $"SELECT count(*) FROM {inserts}";

    public string DropTables => $"DROP TABLE IF EXISTS {inserts}; DROP TABLE IF EXISTS {pairs}; DROP TABLE IF EXISTS {source};";

    /// <summary>The rows that leave their files, as <see cref="RowChange.Leaving"/> wants them.</summary>
    public string Leaving => $"(SELECT {RowAddress.File}, {RowAddress.Row}, {Clause} IN ({Numbers(MergeAction.Update)}) AS {RowChange.Updated} FROM {Chosen})";

    /// <summary>The rows that leave as they were, as <see cref="RowChange.Before"/> wants them; null where no change data feed is kept.</summary>
    public string? Before => !keepsChangeData ? null
        : $"SELECT {string.Join(", ", snapshot.Schema.Fields.Select((column, i) => $"{OldValue(i)} AS {Sql.Name(column.Name)}"))}, {RowChange.TypeOf($"{Clause} IN ({Numbers(MergeAction.Update)})")} "
            + $"FROM (SELECT {(OnlyDeletes ? $"DISTINCT ON ({RowAddress.File}, {RowAddress.Row}) " : "")}* FROM {pairs} WHERE {Clause} IS NOT NULL)";

    /// <summary>FROM clauses that the expressions of each list of clauses may use.</summary>
    public string BothSides => $"{EmptyTarget} AS target, {source} AS source";

    /// <inheritdoc cref="BothSides"/>
    public string SourceSide => $"{source} AS source";

    /// <inheritdoc cref="BothSides"/>
    public string TargetSide => $"{EmptyTarget} AS target";

    /// <summary>One row for each pair of source and table row that match, with the clause for it. A condition that may fail is never asked of deleted rows.</summary>
    /// <param name="scan">The files that are read.</param>
    /// <param name="found">Rows of the others that an index found, or null.</param>
    public string FindMatches(DeltaScan scan, string? found) =>
        $"CREATE TEMP TABLE {pairs} AS SELECT target.{RowAddress.File}, target.{RowAddress.Row}, source.{SourceRow}, {FirstThatHolds(spec.WhenMatched, 0)} AS {Clause}{OldValues} "
        + "FROM " + (found is not null ? $"({(scan.EnginePaths.Count == 0 ? "" : $"SELECT * FROM {scan.Sql} UNION ALL ")}{found}) AS target JOIN {source} AS source ON {Match}"
            : spec.On is null ? scan.Join("target", $"{source} AS source", Match)
            : $"{scan.Sql} AS target JOIN {source} AS source ON {Match}");

    /// <summary>Adds the table rows that no source row matches and that a clause is for.</summary>
    public string FindUnmatched(DeltaScan scan) =>
        $"INSERT INTO {pairs} SELECT * FROM (SELECT target.{RowAddress.File}, target.{RowAddress.Row}, NULL::BIGINT, {FirstThatHolds(spec.WhenNotMatchedBySource, spec.WhenMatched.Count)} AS {Clause}{OldValues} "
        + $"FROM {scan.Sql} AS target ANTI JOIN {pairs} AS matched ON matched.{RowAddress.File} = target.{RowAddress.File} AND matched.{RowAddress.Row} = target.{RowAddress.Row}) WHERE {Clause} IS NOT NULL";

    /// <summary>Keeps which source rows are inserted, and by which clause.</summary>
    public string FindInserts =>
        $"CREATE TEMP TABLE {inserts} AS SELECT * FROM (SELECT source.{SourceRow}, {FirstThatHolds(spec.WhenNotMatched, 0)} AS {Clause} "
        + $"FROM {source} AS source ANTI JOIN {pairs} AS matched ON matched.{SourceRow} = source.{SourceRow}) WHERE {Clause} IS NOT NULL";

    /// <summary>Whether <see cref="NewVersions"/> reads the table. The pairs may have its values, but never the ids of its rows.</summary>
    public bool NewVersionsReadTable => (!keepsChangeData || RowIds.Columns(snapshot).Count > 0) && changing.Any(clause => clause.Action == MergeAction.Update && columns.NeedsTable(clause));

    /// <summary>What a clause is for: its number in <see cref="CountChanged"/>.</summary>
    public MergeClause this[int clause] => changing[clause];

    /// <summary>The updated rows as they are afterwards.</summary>
    public IEnumerable<NewRows> NewVersions(DeltaScan touched) => changing.Index().Where(entry => entry.Item.Action == MergeAction.Update).Select(entry =>
    {
        var target = columns.NeedsTable(entry.Item)
            ? $"JOIN {(NewVersionsReadTable ? touched.Sql : RowsBefore(entry.Index))} AS target ON matched.{RowAddress.File} = target.{RowAddress.File} AND matched.{RowAddress.Row} = target.{RowAddress.Row} " : "";
        return NewRows.Of(columns.Updated(entry.Item), $"{pairs} AS matched {target}LEFT JOIN {source} AS source ON source.{SourceRow} = matched.{SourceRow} WHERE matched.{Clause} = {entry.Index}");
    });

    /// <summary>The inserted rows.</summary>
    public IReadOnlyList<NewRows> Inserted =>
    [
        .. spec.WhenNotMatched.Index().Select(entry => NewRows.Of(
            columns.Set(entry.Item), $"{source} AS source JOIN {inserts} AS chosen ON chosen.{SourceRow} = source.{SourceRow} WHERE chosen.{Clause} = {entry.Index}")),
    ];

    /// <summary>Several matches of one row are harmless when all that can happen to it is an unconditional delete.</summary>
    private bool OnlyDeletes => spec.WhenMatched is [{ Action: MergeAction.Delete, Condition: null }];

    private string Chosen => $"(SELECT {(OnlyDeletes ? "DISTINCT " : "")}{RowAddress.File}, {RowAddress.Row}, {Clause} FROM {pairs} WHERE {Clause} IS NOT NULL)";

    private string OldValues => !keepsChangeData ? "" : string.Concat(snapshot.Schema.Fields.Select((column, i) => $", target.{Sql.Name(column.Name)} AS {OldValue(i)}"));

    /// <summary>The table's rows that a clause is for, from the pairs: each is there once, for a clause that updates is refused ambiguous ones.</summary>
    private string RowsBefore(int clause) =>
        $"(SELECT {RowAddress.File}, {RowAddress.Row}, {string.Join(", ", snapshot.Schema.Fields.Select((column, i) => $"{OldValue(i)} AS {Sql.Name(column.Name)}"))} FROM {pairs} WHERE {Clause} = {clause})";

    private string EmptyTarget => EmptyScan.Sql(snapshot.Schema, withRowAddress: false);

    private string Match => string.Join(" AND ", spec.Key.Select(key =>
        $"source.{Sql.Name(sourceSchema.Find(key)!.Name)} {(spec.NullKeysMatch ? "IS NOT DISTINCT FROM" : "=")} target.{Sql.Name(snapshot.Schema.Find(key)!.Name)}").Concat(spec.On is { } on ? [Sql.Nest(on)] : []));

    private static string OldValue(int column) => string.Create(CultureInfo.InvariantCulture, $"__old_{column}");

    private string Numbers(MergeAction action) =>
        string.Join(", ", changing.Index().Where(entry => entry.Item.Action == action).Select(entry => entry.Index.ToString(CultureInfo.InvariantCulture)).DefaultIfEmpty("-1"));

    private static string FirstThatHolds(IEnumerable<MergeClause> clauses, int firstNumber)
    {
        var cases = string.Concat(clauses.Select((clause, i) => $" WHEN {Sql.Nest(clause.Condition ?? "true")} THEN {firstNumber + i}"));
        return cases.Length == 0 ? "NULL::INTEGER" : $"CASE{cases} END::INTEGER";
    }
}
