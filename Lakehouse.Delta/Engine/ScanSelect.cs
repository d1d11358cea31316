using System.Globalization;
using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>The SELECT over data files of one partition.</summary>
internal sealed class ScanSelect
{
    private readonly StructField[] dataFields;
    private readonly IReadOnlyList<StructField> fields;
    private readonly string[] partitionColumns;
    private readonly bool withRowAddress;
    private readonly Snapshot snapshot;

    public ScanSelect(Snapshot snapshot, bool withRowAddress)
    {
        this.withRowAddress = withRowAddress;
        fields = snapshot.Schema.Fields;
        partitionColumns = [.. snapshot.Metadata.PartitionColumns];
        dataFields = [.. fields.Where(field => PartitionIndex(field) < 0 && field.Type != PrimitiveType.Void)];
        this.snapshot = snapshot;
    }

    /// <summary>Columns that the files have besides the table's, such as <c>_change_type</c>.</summary>
    public IReadOnlyList<StructField> ExtraFields { get; init; } = [];

    /// <summary>The SELECT.</summary>
    /// <param name="files">Files with the same <see cref="ScanFile.GroupKey"/>.</param>
    /// <param name="constants">Further columns, each an expression with its alias.</param>
    public string Sql(IReadOnlyList<ScanFile> files, params IEnumerable<string> constants)
    {
        var mapping = ColumnMapping.Of(snapshot, files[0].FieldNames, files[0].PlainVariants);
        var columns = fields.Select(field => $"{Value(field, files[0], mapping)} AS {Engine.Sql.Name(field.Name)}")
            .Concat(ExtraFields.Select(field => $"data.{Engine.Sql.Name(field.Name)}"))
            .Concat(constants);
        if (withRowAddress)
        {
            columns = columns.Append($"{FileNumber(files)} AS {RowAddress.File}").Append($"data.file_row_number AS {RowAddress.Row}");
        }

        var sql = new StringBuilder("SELECT ").AppendJoin(", ", columns.DefaultIfEmpty(EmptyScan.NoColumns));
        sql.Append(" FROM read_parquet([").AppendJoin(", ", files.Select(file => Engine.Sql.Text(file.EnginePath))).Append(']');
        var entries = dataFields.Select(mapping.SchemaEntry).Concat(ExtraFields.Select(ColumnMapping.PlainEntry)).ToArray();
        if (entries.Length > 0)
        {
            sql.Append(", schema=MAP{").AppendJoin(", ", entries).Append('}');
        }

        // With a schema DuckDB does not look into the files while it plans and takes them for empty: joins then build their hash
        // table from the large side, which is slow and does not fit into memory.
        sql.Append(CultureInfo.InvariantCulture, $", explicit_cardinality={Math.Max(1, files.Sum(file => file.EstimatedRows))}) AS data");
        AppendRowFilter(sql, "ANTI", files, file => file.Deleted);
        AppendRowFilter(sql, "SEMI", files, file => file.Only);
        return sql.ToString();
    }

    private static void AppendRowFilter(StringBuilder sql, string join, IReadOnlyList<ScanFile> files, Func<ScanFile, DeletionVector?> rows)
    {
        if (rows(files[0]) is not null)
        {
            sql.Append(CultureInfo.InvariantCulture, $" {join} JOIN ({Rows(files, rows)}) AS {join}_rows ON {join}_rows.f = data.file_index AND {join}_rows.r = data.file_row_number");
        }
    }

    private string Value(StructField field, ScanFile file, ColumnMapping mapping)
    {
        var partition = PartitionIndex(field);
        if (partition >= 0)
        {
            return PartitionValue.ToSql(file.PartitionValues[partition], field.Type);
        }

        return field.Type == PrimitiveType.Void ? $"NULL::{DuckTypes.Of(field.Type)}" : mapping.ToLogical($"data.{Engine.Sql.Name(field.Name)}", field.Type);
    }

    /// <summary>
    /// Rows as pairs of file and row. Ranges travel as two texts, which DuckDB parses much faster than as many literals.
    /// </summary>
    private static string Rows(IReadOnlyList<ScanFile> files, Func<ScanFile, DeletionVector?> rows) => string.Join(" UNION ALL ", files.Select((file, index) =>
        $"SELECT {index}::UBIGINT AS f, unnest(range(s, s + n)) AS r FROM (SELECT unnest(string_split('{Join(rows(file)!, range => range.Start)}', ',')::BIGINT[]) AS s, unnest(string_split('{Join(rows(file)!, range => range.Count)}', ',')::BIGINT[]) AS n)"));

    private static string Join(DeletionVector vector, Func<RowRange, long> number) =>
        string.Join(',', vector.Ranges.Select(range => number(range).ToString(CultureInfo.InvariantCulture)));

    /// <summary>DuckDB counts the files of each read_parquet from 0; the plan has numbers of its own.</summary>
    private static string FileNumber(IReadOnlyList<ScanFile> files) =>
        files.Select((file, position) => file.Number - position).Distinct().Count() == 1
            ? $"data.file_index::BIGINT + {files[0].Number}"
            : $"[{string.Join(", ", files.Select(file => file.Number))}][data.file_index::BIGINT + 1]::BIGINT";

    private int PartitionIndex(StructField field) => Array.FindIndex(partitionColumns, column => string.Equals(column, field.Name, StringComparison.OrdinalIgnoreCase));
}
