using System.Text;
using Lakehouse.Transformer.Raw;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>The SQL that turns a batch of raw files into the last state of each key.</summary>
/// <remarks>
/// Rows are told apart by <c>__file</c> (place of the file in the batch) and <c>__row</c> (place in the file): the reading order.
/// </remarks>
internal sealed class ChangeSql(RawRows raw, RawBatch batch, ControlColumns control, StagedSchema schema, IReadOnlyList<string> key)
{
    /// <summary>Newest first: by the source's own order, then by the reading order.</summary>
    private const string NewestFirst = "__seq DESC NULLS LAST, __file DESC, __row DESC";

    /// <summary>One row: rows, rows that cannot be used, __file and __row of the last 'T' (NULL without), newest commit time, changes of a key that did not send all values.</summary>
    public string Survey
    {
        get
        {
            var time = control.CommitTime is { } column ? $"max({Identifier(column)})" : "NULL";
            var last = control.Op is null ? "CAST(NULL AS BIGINT[])" : $"max([CAST(__file AS BIGINT), __row]) FILTER (WHERE {Operation} = 'T')";
            var moves = control.Unchanged is { } unchanged ? $"count(*) FILTER (WHERE {Operation} = 'I' AND len({Identifier(unchanged)}) > 0)" : "0";
            return $"""
                SELECT total, unusable, last_truncate[1], last_truncate[2], CAST(newest AS TIMESTAMP), moves
                FROM (SELECT count(*) AS total, count(*) FILTER (WHERE {Reason} IS NOT NULL) AS unusable,
                             {last} AS last_truncate, {time} AS newest, {moves} AS moves
                      FROM {raw.Sql})
                """;
        }
    }

    /// <summary>Rows that cannot be used: <c>_reason</c>, <c>_file</c> (its name: the copy of a file of S3 lies elsewhere), <c>_row</c> (from 0), then the row as written.</summary>
    public string UnusableRows =>
        $"SELECT {Reason} AS _reason, parse_filename(__name) AS _file, __row AS _row, * EXCLUDE (__file, __row, __name) FROM {raw.Sql} WHERE {Reason} IS NOT NULL";

    /// <summary>Names of columns that some row says were not sent.</summary>
    public string UnchangedColumns =>
        control.Unchanged is { } column ? $"SELECT DISTINCT unnest({Identifier(column)}) FROM {raw.Sql}" : "SELECT '' WHERE false";

    /// <summary>
    /// The last change of each key: the staged columns, <c>__op</c>, and <c>__unchanged</c> (names whose value is the table's; NULL
    /// or empty for most).
    /// </summary>
    /// <param name="changes">The changes that count: <see cref="Usable"/>, or what <see cref="KeyMoves"/> made of it.</param>
    /// <param name="unchanged">The columns that some row did not send.</param>
    public string LastChanges(string changes, IReadOnlyList<StagedColumn> unchanged) =>
        unchanged.Count == 0
            ? $"SELECT {StagedColumns()}, __op, CAST(NULL AS VARCHAR[]) AS __unchanged FROM ({changes}) QUALIFY row_number() OVER (PARTITION BY {Identifiers(key)} ORDER BY {NewestFirst}) = 1"
            : LastChangesWithUnchanged(changes, unchanged);

    /// <summary>
    /// A value that was not sent with the last change may have been sent with an earlier one of the batch: then it is that one, as
    /// long as no delete lies between.
    /// </summary>
    private string LastChangesWithUnchanged(string changes, IReadOnlyList<StagedColumn> sometimesUnchanged)
    {
        var values = new StringBuilder();
        var names = new StringBuilder();
        foreach (var column in sometimesUnchanged)
        {
            var name = Identifier(column.Name);
            var sent = $"arg_max({{'v': {name}}}, __order) FILTER (WHERE __op <> 'D' AND NOT list_contains(coalesce(__unchanged, []), {Literal(column.RawName ?? column.Name)}))";
            values.Append($", ({sent}).v AS {name}");
            names.Append($"{(names.Length > 0 ? ", " : "")}CASE WHEN {sent} IS NULL THEN {Literal(column.Name)} END");
        }

        var always = schema.Columns.Where(column => !sometimesUnchanged.Contains(column) && !key.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
            .Select(column => $", (arg_max({{'v': {Identifier(column.Name)}}}, __order)).v AS {Identifier(column.Name)}");
        return $"""
            SELECT {StagedColumns()}, __op, __unchanged FROM (
                SELECT {Identifiers(key)}{string.Concat(always)}{values}, arg_max(__op, __order) AS __op,
                       list_filter([{names}], lambda name: name IS NOT NULL) AS __unchanged
                FROM (SELECT *, max(CASE WHEN __op = 'D' THEN __order END) OVER (PARTITION BY {Identifiers(key)}) AS __deleted
                      FROM (SELECT *, row_number() OVER (PARTITION BY {Identifiers(key)} ORDER BY __seq NULLS FIRST, __file, __row) AS __order FROM ({changes})))
                WHERE __deleted IS NULL OR __order >= __deleted
                GROUP BY {Identifiers(key)})
            """;
    }

    /// <summary>A number that is the same for rows of the same key, and rarely for others.</summary>
    public string KeyHash => $"hash({Identifiers(key)})";

    /// <summary>The changes that count, with the staged columns, <c>__op</c>, <c>__seq</c>, <c>__unchanged</c>, <c>__file</c> and <c>__row</c>.</summary>
    /// <param name="survey">What was seen of the batch: what it has none of is not looked for again in each row.</param>
    /// <param name="history">Whether what came before the last 'T' counts too.</param>
    public string Usable(RawSurvey survey, bool history)
    {
        string[] conditions =
        [
            .. survey.Unusable > 0 ? [$"{Reason} IS NULL"] : Array.Empty<string>(),
            .. survey.Truncate is not null ? [$"{Operation} <> 'T'"] : Array.Empty<string>(),
            .. survey.Truncate is { } place && !history ? [$"(__file > {place.File} OR (__file = {place.File} AND __row > {place.Row}))"] : Array.Empty<string>(),
        ];
        return $"""
            SELECT {string.Join(", ", schema.Columns.Select(column => $"{Value(column)} AS {Identifier(column.Name)}"))}, {Operation} AS __op,
                   {(control.ChangeSeq is { } seq ? $"CAST({Identifier(seq)} AS VARCHAR)" : "CAST(NULL AS VARCHAR)")} AS __seq,
                   {(control.Unchanged is { } unchanged ? Identifier(unchanged) : "CAST(NULL AS VARCHAR[])")} AS __unchanged, __file, __row, {Time} AS __time, {Position} AS __position
            FROM {raw.Sql}{(conditions.Length == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}")}
            """;
    }

    /// <summary>The rows that empty the table, with <c>__seq</c>, <c>__time</c> and <c>__position</c>.</summary>
    public string TruncateRows =>
        $"SELECT {(control.ChangeSeq is { } seq ? $"CAST({Identifier(seq)} AS VARCHAR)" : "CAST(NULL AS VARCHAR)")} AS __seq, {Time} AS __time, {Position} AS __position FROM {raw.Sql} WHERE {Operation} = 'T'";

    /// <summary>Commit time; without one the time in the file's name, and for a load the beginning of time.</summary>
    private string Time
    {
        get
        {
            const string named = "coalesce(try_strptime(left(parse_filename(__name), 15), '%Y%m%d-%H%M%S'), TIMESTAMP '1970-01-01')";
            return control.CommitTime is { } column ? $"coalesce(CAST({Identifier(column)} AS TIMESTAMP), {named})" : named;
        }
    }

    /// <summary>Sorts in reading order, over all files, and before every <c>change_seq</c>: <c>-020261122-100100000.parquet-000000000007</c>.</summary>
    private static string Position => "concat('-', CASE WHEN parse_filename(__name) LIKE 'LOAD%' THEN '0' ELSE '1' END, parse_filename(__name), '-', lpad(CAST(__row AS VARCHAR), 12, '0'))";

    /// <summary>DMS leaves out Op on full load unless told otherwise: each of its rows is an insert.</summary>
    private string Operation
    {
        get
        {
            var load = $"CASE WHEN __file < {batch.LoadFiles} THEN 'I' END";
            return control.Op is { } op ? $"coalesce({Identifier(op)}, {load})" : $"({load})";
        }
    }

    /// <summary>Why a row cannot be used, or NULL.</summary>
    private string Reason
    {
        get
        {
            var cases = new StringBuilder($"CASE WHEN {Operation} IS NULL THEN 'Op is missing' WHEN {Operation} NOT IN ('I', 'U', 'D', 'T') THEN 'Op is ''' || {Operation} || ''', which is none of I, U, D, T' WHEN {Operation} = 'T' THEN NULL");
            foreach (var column in schema.Columns.Where(column => key.Contains(column.Name, StringComparer.OrdinalIgnoreCase)))
            {
                cases.Append($" WHEN {Identifier(column.RawName!)} IS NULL THEN {Literal($"the key column {column.Name} is NULL")}");
                AppendConversion(cases, column);
            }

            var others = schema.Columns.Where(column => column.MayFail && !key.Contains(column.Name, StringComparer.OrdinalIgnoreCase)).ToList();
            if (others.Count > 0)
            {
                // Of a row that is deleted only the key matters.
                cases.Append($" WHEN {Operation} = 'D' THEN NULL");
                others.ForEach(column => AppendConversion(cases, column));
            }

            return cases.Append(" END").ToString();
        }
    }

    private static void AppendConversion(StringBuilder cases, StagedColumn column)
    {
        if (!column.MayFail)
        {
            return;
        }

        var written = Identifier(column.RawName!);
        var text = $"left(CAST({written} AS VARCHAR), 100)";
        cases.Append($" WHEN {written} IS NOT NULL AND {Conversions.Failure(written, column.RawType!, Value(column), column.Type)} THEN {Literal($"{column.Name} does not convert to {column.Type}: ")} || {text}");
        if (Conversions.Loss(written, column.RawType!, Value(column), column.Type) is { } loss)
        {
            cases.Append($" WHEN {loss} THEN {Literal($"{column.Name} does not convert to {column.Type} without loss: ")} || {text}");
        }
    }

    private static string Value(StagedColumn column) =>
        column.RawName is not { } written ? $"CAST(NULL AS {column.Type})"
        : column.RawType == column.Type ? Identifier(written)
        : column.MayFail ? $"TRY_CAST({Identifier(written)} AS {column.Type})"
        : $"CAST({Identifier(written)} AS {column.Type})";

    private string StagedColumns() => Identifiers(schema.Columns.Select(column => column.Name));
}
