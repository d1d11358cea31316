using System.Collections;
using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Writes rows as the data files of a table; they are not part of it until their add actions are committed.</summary>
internal sealed class DataFileWriter(DuckDbEngine engine, Storage.ObjectStore store, StructType schema, Metadata metadata)
{
    /// <summary>Runs a SELECT whose columns are the table's, in order and of its types, and writes its rows.</summary>
    /// <exception cref="ConstraintViolationException">A column that is NOT NULL would hold a NULL.</exception>
    public async Task<IReadOnlyList<AddFile>> WriteAsync(string selectSql, bool dataChange, CancellationToken cancellationToken)
    {
        var partitionFields = metadata.PartitionColumns.Select(column => schema.Find(column)!).ToArray();
        var target = store.CreateUploadFile(partitionFields.Length == 0 ? ".parquet" : "");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            var written = await CopyAsync(selectSql, partitionFields, target, cancellationToken).ConfigureAwait(false);
            var added = new List<AddFile>();
            foreach (var file in written.Where(file => file.Rows > 0))
            {
                CheckNotNull(file, partitionFields);
                added.Add(await PublishAsync(file, partitionFields, dataChange, cancellationToken).ConfigureAwait(false));
            }

            return added;
        }
        finally
        {
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }
            else
            {
                File.Delete(target);
            }
        }
    }

    private async Task<List<WrittenFile>> CopyAsync(string selectSql, StructField[] partitionFields, string target, CancellationToken cancellationToken)
    {
        // Partition values get a column of their own with the text for the log, so that DuckDB groups and returns just that text.
        var columns = schema.Fields.Where(field => !partitionFields.Contains(field)).Select(field => $"{Sql.Name(field.Name)} AS {Sql.Name(field.PhysicalName)}")
            .Concat(partitionFields.Select((field, i) => $"{PartitionValue.Serialize(Sql.Name(field.Name), field.Type)} AS {PartitionAlias(i)}"));
        var partitionBy = partitionFields.Length == 0 ? "" : $", PARTITION_BY ({string.Join(", ", partitionFields.Select((_, i) => PartitionAlias(i)))})";
        var copy = $"COPY (SELECT {string.Join(", ", columns)} FROM ({selectSql})) TO {Sql.Text(target)} (FORMAT parquet, COMPRESSION snappy, RETURN_STATS true{partitionBy})";
        var written = new List<WrittenFile>();
        await foreach (var row in engine.QueryAsync(copy, cancellationToken).ConfigureAwait(false))
        {
            written.Add(new WrittenFile(
                row.GetString(0),
                Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture),
                Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture),
                Statistics((IDictionary)row.GetValue(4)),
                row.IsDBNull(5) ? [] : [.. partitionFields.Select((_, i) => ((IDictionary)row.GetValue(5))[PartitionAlias(i)] as string)]));
        }

        return written;
    }

    private async Task<AddFile> PublishAsync(WrittenFile file, StructField[] partitionFields, bool dataChange, CancellationToken cancellationToken)
    {
        var folder = string.Concat(partitionFields.Select((field, i) => $"{HiveName(field.PhysicalName)}={HiveName(file.PartitionValues[i] ?? "__HIVE_DEFAULT_PARTITION__")}/"));
        var path = $"{folder}part-00000-{Guid.NewGuid()}.c000.snappy.parquet";
        await store.PutFileAsync(path, file.LocalPath, cancellationToken).ConfigureAwait(false);
        var dataSchema = new StructType([.. schema.Fields.Where(field => !partitionFields.Contains(field))]);
        return new AddFile(
            FilePath.Encode(path),
            partitionFields.Select((field, i) => (field.PhysicalName, Value: file.PartitionValues[i])).ToDictionary(pair => pair.PhysicalName, pair => pair.Value, StringComparer.Ordinal),
            file.Size,
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            dataChange)
        {
            StatisticsJson = ColumnStatistics.ToJson(dataSchema, file.Rows, file.Statistics, IndexedColumns()),
        };
    }

    private int IndexedColumns() =>
        int.TryParse(metadata.Property("delta.dataSkippingNumIndexedCols"), CultureInfo.InvariantCulture, out var columns) ? columns : ColumnStatistics.DefaultIndexedColumns;

    private void CheckNotNull(WrittenFile file, StructField[] partitionFields)
    {
        foreach (var field in schema.Fields.Where(field => !field.Nullable))
        {
            var partition = Array.IndexOf(partitionFields, field);
            var nulls = partition >= 0
                ? (file.PartitionValues[partition] is null ? file.Rows : 0)
                : file.Statistics.GetValueOrDefault(Sql.Name(field.PhysicalName))?.GetValueOrDefault("null_count") is { } count ? long.Parse(count, CultureInfo.InvariantCulture) : 0;
            if (nulls > 0)
            {
                throw new ConstraintViolationException($"The column '{field.Name}' is NOT NULL, and {nulls} of the rows to write have no value there. Nothing was written.", store.Root);
            }
        }
    }

    private static string PartitionAlias(int index) => string.Create(CultureInfo.InvariantCulture, $"__partition_{index}");

    /// <summary>Hive's escaping of partition folder names.</summary>
    private static string HiveName(string text) =>
        string.Concat(text.Select(c => c < ' ' || c == 127 || "\"#%'*/:=?\\{[]^".Contains(c, StringComparison.Ordinal) ? $"%{(int)c:X2}" : c.ToString()));

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Statistics(IDictionary columns)
    {
        var result = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (DictionaryEntry column in columns)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (DictionaryEntry value in (IDictionary)column.Value!)
            {
                values[(string)value.Key] = value.Value as string ?? "";
            }

            result[(string)column.Key] = values;
        }

        return result;
    }

    private sealed record WrittenFile(string LocalPath, long Rows, long Size, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Statistics, string?[] PartitionValues);
}
