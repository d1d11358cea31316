using System.Globalization;
using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>The SELECTs over data files.</summary>
internal sealed class ScanSelect
{
    /// <summary>
    /// Up to this many partitions get a SELECT each, whose partition values are constants that filters on them fold. More are read by
    /// one SELECT that joins each row with the values of its file: planning then costs milliseconds instead of seconds.
    /// </summary>
    private const int MaxBranches = 16;

    private readonly StructField[] dataFields;
    private readonly IReadOnlyList<StructField> fields;
    private readonly string[] partitionColumns;
    private readonly bool withRowAddress;
    private readonly Snapshot snapshot;

    public ScanSelect(Snapshot snapshot, bool withRowAddress)
        : this(snapshot, snapshot.Schema.Fields, withRowAddress)
    {
    }

    public ScanSelect(Snapshot snapshot, IReadOnlyList<StructField> fields, bool withRowAddress)
    {
        this.withRowAddress = withRowAddress;
        this.fields = fields;
        partitionColumns = [.. snapshot.Metadata.PartitionColumns];
        dataFields = [.. fields.Where(field => PartitionIndex(field) < 0 && field.Type != PrimitiveType.Void)];
        this.snapshot = snapshot;
    }

    /// <summary>Columns that the files have besides the table's, such as <c>_change_type</c>.</summary>
    public IReadOnlyList<StructField> ExtraFields { get; init; } = [];

    /// <summary>The SELECTs that together give the rows of files: few, however many partitions there are.</summary>
    /// <param name="files">The files.</param>
    /// <param name="constants">Further columns, each an expression with its alias.</param>
    public IEnumerable<string> Branches(IEnumerable<ScanFile> files, params IReadOnlyList<string> constants)
    {
        foreach (var shape in files.GroupBy(file => file.ShapeKey, StringComparer.Ordinal))
        {
            var partitions = shape.GroupBy(file => file.PartitionKey, StringComparer.Ordinal).Take(MaxBranches + 1).Count();
            if (partitions > MaxBranches)
            {
                yield return Sql([.. shape], constants);
                continue;
            }

            foreach (var partition in shape.GroupBy(file => file.PartitionKey, StringComparer.Ordinal))
            {
                yield return Sql([.. partition], constants);
            }
        }
    }

    /// <summary>The SELECT.</summary>
    /// <param name="files">Files with the same <see cref="ScanFile.ShapeKey"/>.</param>
    /// <param name="constants">Further columns, each an expression with its alias.</param>
    public string Sql(IReadOnlyList<ScanFile> files, params IEnumerable<string> constants)
    {
        var mapping = ColumnMapping.Of(snapshot, files[0].FieldNames, files[0].PlainVariants, withPlainColumns: ExtraFields.Count > 0);
        var perFile = new FileConstants(files, [.. partitionColumns.Select(column => snapshot.Schema.Find(column)).OfType<StructField>()], withRowAddress, fields.Any(RowIds.IsOne));
        var columns = fields.Select(field => $"{Value(field, perFile, mapping)} AS {Engine.Sql.Name(field.Name)}")
            .Concat(ExtraFields.Select(field => $"data.{Engine.Sql.Name(field.Name)}"))
            .Concat(constants);
        if (withRowAddress)
        {
            columns = columns.Append($"{perFile.FileNumber} AS {RowAddress.File}").Append($"data.file_row_number AS {RowAddress.Row}");
        }

        var sql = new StringBuilder("SELECT ").AppendJoin(", ", columns.DefaultIfEmpty(EmptyScan.NoColumns));
        sql.Append(" FROM read_parquet(").Append(TextList.Sql([.. files.Select(file => file.EnginePath)]));
        var entries = dataFields.Select(field => RowIds.IsOne(field) ? ColumnMapping.HiddenEntry(field) : mapping.SchemaEntry(field)).Concat(ExtraFields.Select(ColumnMapping.PlainEntry)).ToArray();
        if (entries.Length > 0)
        {
            sql.Append(", schema=MAP{").AppendJoin(", ", entries).Append('}');
        }

        // With a schema DuckDB does not look into the files while it plans and takes them for empty: joins then build their hash
        // table from the large side, which is slow and does not fit into memory.
        sql.Append(CultureInfo.InvariantCulture, $", explicit_cardinality={Math.Max(1, files.Sum(file => file.EstimatedRows))}) AS data").Append(perFile.Join);
        AppendRowFilter(sql, "ANTI", files, file => file.Deleted);
        AppendRowFilter(sql, "SEMI", files, file => file.Only);
        return sql.ToString();
    }

    private static void AppendRowFilter(StringBuilder sql, string join, IReadOnlyList<ScanFile> files, Func<ScanFile, DeletionVector?> rows)
    {
        if (rows(files[0]) is not null)
        {
            sql.Append(CultureInfo.InvariantCulture, $" {join} JOIN ({RowSet.Sql(files.Select((file, index) => (index, rows(file)!)), "UBIGINT")}) AS {join}_rows ON {join}_rows.f = data.file_index AND {join}_rows.r = data.file_row_number");
        }
    }

    private string Value(StructField field, FileConstants perFile, ColumnMapping mapping)
    {
        var partition = PartitionIndex(field);
        if (partition >= 0)
        {
            return perFile.Value(partition);
        }

        return field.Name switch
        {
            RowIds.Id => $"coalesce(data.{RowIds.Id}, {FileConstants.BaseRowId} + data.file_row_number)",
            RowIds.Version => $"coalesce(data.{RowIds.Version}, {FileConstants.RowCommitVersion})",
            _ => Value(field, mapping),
        };
    }

    private static string Value(StructField field, ColumnMapping mapping)
    {
        if (field.Type == PrimitiveType.Void)
        {
            return $"NULL::{DuckTypes.Of(field.Type)}";
        }

        // Where a file has a narrower type, DuckDB's reader narrows the constants of filters to it: 2.3 becomes 2 for a file of integers,
        // whose 2 then counts as equal. Filters do not get into the reader through the function.
        var value = mapping.ToLogical($"data.{Engine.Sql.Name(field.Name)}", field.Type);
        return TypeWidening.WasWidened(field) ? $"coalesce({value}, NULL)" : value;
    }

    private int PartitionIndex(StructField field) => Array.FindIndex(partitionColumns, column => string.Equals(column, field.Name, StringComparison.OrdinalIgnoreCase));
}
