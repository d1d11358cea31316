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
    private readonly ColumnMapping mapping;

    public ScanSelect(Snapshot snapshot, bool withRowAddress)
    {
        this.withRowAddress = withRowAddress;
        fields = snapshot.Schema.Fields;
        partitionColumns = [.. snapshot.Metadata.PartitionColumns];
        dataFields = [.. fields.Where(field => PartitionIndex(field) < 0 && field.Type != PrimitiveType.Void)];
        mapping = ColumnMapping.Of(snapshot);
    }

    public string Sql(IReadOnlyList<ScanFile> files)
    {
        var sql = new StringBuilder("SELECT ").AppendJoin(", ", fields.Select(field => $"{Value(field, files[0])} AS {Engine.Sql.Name(field.Name)}"));
        if (withRowAddress)
        {
            sql.Append(CultureInfo.InvariantCulture, $", {FileNumber(files)} AS {RowAddress.File}, data.file_row_number AS {RowAddress.Row}");
        }

        sql.Append(" FROM read_parquet([").AppendJoin(", ", files.Select(file => Engine.Sql.Text(file.EnginePath))).Append(']');
        if (dataFields.Length > 0)
        {
            sql.Append(", schema=MAP{").AppendJoin(", ", dataFields.Select(mapping.SchemaEntry)).Append('}');
        }

        sql.Append(") AS data");
        if (files[0].Deleted is not null)
        {
            sql.Append(" ANTI JOIN (").Append(DeletedRows(files)).Append(") AS deleted ON deleted.f = data.file_index AND deleted.r = data.file_row_number");
        }

        return sql.ToString();
    }

    private string Value(StructField field, ScanFile file)
    {
        var partition = PartitionIndex(field);
        if (partition >= 0)
        {
            return PartitionValue.ToSql(file.PartitionValues[partition], field.Type);
        }

        return field.Type == PrimitiveType.Void ? $"NULL::{DuckTypes.Of(field.Type)}" : mapping.ToLogical($"data.{Engine.Sql.Name(field.Name)}", field.Type);
    }

    /// <summary>
    /// The deleted rows as pairs of file and row. Ranges travel as two texts, which DuckDB parses much faster than as many literals.
    /// </summary>
    private static string DeletedRows(IReadOnlyList<ScanFile> files) => string.Join(" UNION ALL ", files.Select((file, index) =>
        $"SELECT {index}::UBIGINT AS f, unnest(range(s, s + n)) AS r FROM (SELECT unnest(string_split('{Join(file, range => range.Start)}', ',')::BIGINT[]) AS s, unnest(string_split('{Join(file, range => range.Count)}', ',')::BIGINT[]) AS n)"));

    private static string Join(ScanFile file, Func<RowRange, long> number) =>
        string.Join(',', file.Deleted!.Ranges.Select(range => number(range).ToString(CultureInfo.InvariantCulture)));

    /// <summary>DuckDB counts the files of each read_parquet from 0; the plan has numbers of its own.</summary>
    private static string FileNumber(IReadOnlyList<ScanFile> files) =>
        files.Select((file, position) => file.Number - position).Distinct().Count() == 1
            ? $"data.file_index::BIGINT + {files[0].Number}"
            : $"[{string.Join(", ", files.Select(file => file.Number))}][data.file_index::BIGINT + 1]::BIGINT";

    private int PartitionIndex(StructField field) => Array.FindIndex(partitionColumns, column => string.Equals(column, field.Name, StringComparison.OrdinalIgnoreCase));
}
