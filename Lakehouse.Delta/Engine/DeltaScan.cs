using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>How DuckDB reads a snapshot.</summary>
public sealed class DeltaScan
{
    private DeltaScan(string sql, IReadOnlyList<string> enginePaths)
    {
        Sql = sql;
        EnginePaths = enginePaths;
    }

    /// <summary>
    /// A SELECT in parentheses: <c>SELECT … FROM {Sql} AS t</c>. Its columns are the table's, in the schema's order and of its types;
    /// an empty table gives no rows.
    /// </summary>
    public string Sql { get; }

    /// <summary>The data files it reads, as DuckDB names them: for an allow-list.</summary>
    public IReadOnlyList<string> EnginePaths { get; }

    /// <summary>Plans the scan of a snapshot.</summary>
    /// <exception cref="DeltaException">The table cannot be read.</exception>
    public static Task<DeltaScan> PlanAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return PlanAsync(snapshot, NumberedFile.All(snapshot), withRowAddress: false, cancellationToken);
    }

    /// <summary>Plans the scan of some files of a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="files">Files of it, with the numbers that <see cref="RowAddress.File"/> shall show.</param>
    /// <param name="withRowAddress">Whether to add the columns <see cref="RowAddress.File"/> and <see cref="RowAddress.Row"/>.</param>
    /// <param name="cancellationToken">Stops the reading of deletion vectors.</param>
    internal static Task<DeltaScan> PlanAsync(Snapshot snapshot, IReadOnlyList<NumberedFile> files, bool withRowAddress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var paths = files.Select(file => DataFiles.EnginePath(snapshot, file.File.Path)).ToArray();
        var schema = snapshot.Schema;
        if (files.Count == 0)
        {
            return Task.FromResult(new DeltaScan(Empty(schema, withRowAddress), paths));
        }

        var partitions = files
            .Select((file, index) => (Path: paths[index], Index: file.Number, Values: PartitionTexts(snapshot, file.File)))
            .GroupBy(file => string.Join('\u0001', file.Values.Select(value => value is null ? "\u0002" : value)), StringComparer.Ordinal);
        var sql = new StringBuilder("(");
        foreach (var partition in partitions)
        {
            sql.Append(sql.Length > 1 ? " UNION ALL " : "");
            AppendPartition(sql, snapshot, [.. partition.Select(file => (file.Path, file.Index))], partition.First().Values, withRowAddress);
        }

        return Task.FromResult(new DeltaScan(sql.Append(')').ToString(), paths));
    }

    private static string?[] PartitionTexts(Snapshot snapshot, AddFile file) =>
        [.. snapshot.Metadata.PartitionColumns.Select(column => file.PartitionValues.GetValueOrDefault(snapshot.Schema.Find(column)!.PhysicalName))];

    private static void AppendPartition(StringBuilder sql, Snapshot snapshot, (string Path, int Index)[] files, string?[] values, bool withRowAddress)
    {
        var partitionColumns = snapshot.Metadata.PartitionColumns;
        sql.Append("SELECT ");
        var separator = "";
        foreach (var field in snapshot.Schema.Fields)
        {
            var partition = PartitionIndex(partitionColumns, field.Name);
            sql.Append(separator);
            sql.Append(partition < 0 ? Engine.Sql.Name(field.Name) : $"{PartitionValue.ToSql(values[partition], field.Type)} AS {Engine.Sql.Name(field.Name)}");
            separator = ", ";
        }

        if (withRowAddress)
        {
            sql.Append($", {FileNumber(files)} AS {RowAddress.File}, file_row_number AS {RowAddress.Row}");
        }

        sql.Append(" FROM read_parquet([").AppendJoin(", ", files.Select(file => Engine.Sql.Text(file.Path))).Append("], schema=MAP{");
        var columns = snapshot.Schema.Fields.Where(field => PartitionIndex(partitionColumns, field.Name) < 0).ToArray();
        sql.AppendJoin(", ", columns.Select(field =>
            $"{Engine.Sql.Text(field.PhysicalName)}: {{name: {Engine.Sql.Text(field.Name)}, type: {Engine.Sql.Text(DuckTypes.Of(field.Type))}, default_value: NULL}}"));
        sql.Append("})");
    }

    /// <summary>DuckDB counts the files of each read_parquet from 0; the plan has numbers of its own.</summary>
    private static string FileNumber((string Path, int Index)[] files) =>
        files.Select((file, position) => file.Index - position).Distinct().Count() == 1
            ? $"file_index::BIGINT + {files[0].Index}"
            : $"[{string.Join(", ", files.Select(file => file.Index))}][file_index::BIGINT + 1]::BIGINT";

    private static int PartitionIndex(IReadOnlyList<string> partitionColumns, string name)
    {
        for (var i = 0; i < partitionColumns.Count; i++)
        {
            if (string.Equals(partitionColumns[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static string Empty(StructType schema, bool withRowAddress)
    {
        var columns = schema.Fields.Select(field => $"NULL::{DuckTypes.Of(field.Type)} AS {Engine.Sql.Name(field.Name)}");
        if (withRowAddress)
        {
            columns = columns.Append($"NULL::BIGINT AS {RowAddress.File}").Append($"NULL::BIGINT AS {RowAddress.Row}");
        }

        return $"(SELECT {string.Join(", ", columns)} WHERE false)";
    }
}
