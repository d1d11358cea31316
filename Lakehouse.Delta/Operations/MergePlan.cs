namespace Lakehouse.Delta.Engine;

/// <summary>The statements of one MERGE.</summary>
internal sealed class MergePlan
{
    private const string SourceRow = "__source_row";

    private readonly string source = $"__merge_source_{Guid.NewGuid():N}";
    private readonly string matches = $"__merge_matches_{Guid.NewGuid():N}";
    private readonly Snapshot snapshot;
    private readonly MergeSpec spec;
    private readonly StructType sourceSchema;

    public MergePlan(Snapshot snapshot, MergeSpec spec, StructType sourceSchema)
    {
        this.snapshot = snapshot;
        this.spec = spec;
        this.sourceSchema = sourceSchema;
        foreach (var key in spec.Key)
        {
            if (snapshot.Schema.Find(key) is null || sourceSchema.Find(key) is null)
            {
                throw new SchemaMismatchException($"The merge key '{key}' is not a column of {(snapshot.Schema.Find(key) is null ? "the table" : "the source")}.", snapshot.Location, snapshot.Version);
            }
        }
    }

    /// <summary>Keeps the source rows, for they are used more than once and a SELECT may not give the same twice.</summary>
    public string LoadSource => $"CREATE TEMP TABLE {source} AS SELECT row_number() OVER () AS {SourceRow}, * FROM ({spec.Source})";

    public string CountAmbiguous => $"SELECT count(*) FROM (SELECT 1 FROM {matches} WHERE action IS NOT NULL GROUP BY {RowAddress.File}, {RowAddress.Row} HAVING count(*) > 1{AllowTwice})";

    public string TouchedFiles => $"SELECT DISTINCT {RowAddress.File} FROM {matches} WHERE action IS NOT NULL";

    public string CountUpdated => $"SELECT count(*) FROM {matches} WHERE action = 'update'";

    public string CountDeleted => $"SELECT count(*) FROM (SELECT DISTINCT {RowAddress.File}, {RowAddress.Row} FROM {matches} WHERE action = 'delete')";

    /// <summary>Addresses of the rows that leave their files, in order.</summary>
    public string ChangedRows => $"SELECT DISTINCT {RowAddress.File}, {RowAddress.Row} FROM {matches} WHERE action IS NOT NULL ORDER BY ALL";

    public string CountInserted => $"SELECT count(*) FROM ({Inserts("1")})";

    public string DropTables => $"DROP TABLE IF EXISTS {matches}; DROP TABLE IF EXISTS {source};";

    /// <summary>Several matches are harmless when all that can happen is an unconditional delete.</summary>
    private string AllowTwice => spec is { MatchedDeleteWhen: "true", MatchedUpdateWhen: null } ? " AND false" : "";

    private string KeysEqual => string.Join(" AND ", spec.Key.Select(key => $"source.{Sql.Name(sourceSchema.Find(key)!.Name)} = target.{Sql.Name(snapshot.Schema.Find(key)!.Name)}"));

    /// <summary>One row for each pair of source and table row with equal keys, with what happens to the table row.</summary>
    public string FindMatches(DeltaScan scan) =>
        $"CREATE TEMP TABLE {matches} AS SELECT target.{RowAddress.File}, target.{RowAddress.Row}, source.{SourceRow}, "
        + $"CASE WHEN {spec.MatchedDeleteWhen ?? "false"} THEN 'delete' WHEN {spec.MatchedUpdateWhen ?? "false"} THEN 'update' END AS action "
        + $"FROM {scan.Sql} AS target JOIN {source} AS source ON {KeysEqual}";

    /// <summary>Adds the table rows that no source row matches, to be deleted.</summary>
    public string FindUnmatched(DeltaScan scan) =>
        $"INSERT INTO {matches} SELECT target.{RowAddress.File}, target.{RowAddress.Row}, NULL, 'delete' "
        + $"FROM {scan.Sql} AS target ANTI JOIN {source} AS source ON {KeysEqual}";

    /// <summary>All rows of the rewritten files as they are afterwards, and the inserted rows.</summary>
    public string NewRows(DeltaScan rewritten)
    {
        var changed = string.Join(", ", snapshot.Schema.Fields.Select(field => $"{Updated(field)} AS {Sql.Name(field.Name)}"));
        var kept = $"SELECT {changed} FROM {rewritten.Sql} AS target "
            + $"LEFT JOIN (SELECT DISTINCT ON ({RowAddress.File}, {RowAddress.Row}) * FROM {matches} WHERE action IS NOT NULL) AS matched "
            + $"ON matched.{RowAddress.File} = target.{RowAddress.File} AND matched.{RowAddress.Row} = target.{RowAddress.Row} "
            + $"LEFT JOIN {source} AS source ON source.{SourceRow} = matched.{SourceRow} "
            + "WHERE matched.action IS DISTINCT FROM 'delete'";
        return $"{kept} UNION ALL {Inserts(SourceColumns)}";
    }

    /// <summary>Only updated and inserted rows: what is written when the old rows leave by deletion vectors.</summary>
    public string ChangedAndNewRows(DeltaScan touched)
    {
        var updated = SourceHasAllColumns
            // The new rows are all in the source: the table's files need not be read at all.
            ? $"SELECT {SourceColumns} FROM {matches} AS matched JOIN {source} AS source ON source.{SourceRow} = matched.{SourceRow} WHERE matched.action = 'update'"
            : $"SELECT {string.Join(", ", snapshot.Schema.Fields.Select(field => $"{Updated(field)} AS {Sql.Name(field.Name)}"))} FROM {touched.Sql} AS target "
                + $"JOIN {matches} AS matched ON matched.{RowAddress.File} = target.{RowAddress.File} AND matched.{RowAddress.Row} = target.{RowAddress.Row} AND matched.action = 'update' "
                + $"JOIN {source} AS source ON source.{SourceRow} = matched.{SourceRow}";
        return $"{updated} UNION ALL {Inserts(SourceColumns)}";
    }

    private bool SourceHasAllColumns => spec.UpdateSet is null && snapshot.Schema.Fields.All(column => sourceSchema.Find(column.Name) is not null);

    private string SourceColumns => string.Join(", ", snapshot.Schema.Fields.Select(column => RowShape.Column(sourceSchema.Find(column.Name), column, "source.", snapshot.Location)));

    private string Inserts(string columns) =>
        $"SELECT {columns} FROM {source} AS source ANTI JOIN {matches} AS matched ON matched.{SourceRow} = source.{SourceRow} WHERE {spec.NotMatchedInsertWhen ?? "false"}";

    private string Updated(StructField field)
    {
        var old = $"target.{Sql.Name(field.Name)}";
        return NewValue(field) is { } value ? $"CASE WHEN matched.action = 'update' THEN {value} ELSE {old} END" : old;
    }

    /// <summary>The expression an update sets a column to, or null when it keeps its value.</summary>
    private string? NewValue(StructField field)
    {
        if (spec.UpdateSet is null)
        {
            var from = sourceSchema.Find(field.Name);
            return from is null ? null : RowShape.Value(from, field, "source.", snapshot.Location);
        }

        var set = spec.UpdateSet.FirstOrDefault(entry => string.Equals(entry.Key, field.Name, StringComparison.OrdinalIgnoreCase)).Value;
        return set is null ? null : $"({set})::{DuckTypes.Of(field.Type)}";
    }
}
