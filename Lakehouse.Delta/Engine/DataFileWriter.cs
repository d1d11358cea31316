using System.Collections;
using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>Writes rows as the data files of a table; they are not part of it until their add actions are committed.</summary>
internal sealed class DataFileWriter(DuckDbEngine engine, Storage.ObjectStore store, StructType schema, Metadata metadata)
{
    private readonly StructField[] partitionFields = [.. metadata.PartitionColumns.Select(column => schema.Find(column)!)];

    /// <summary>Runs a SELECT whose columns are the table's, in order and of its types, and writes its rows.</summary>
    /// <exception cref="ConstraintViolationException">A column that is NOT NULL would hold a NULL.</exception>
    public Task<IReadOnlyList<AddFile>> WriteAsync(string selectSql, bool dataChange, CancellationToken cancellationToken) =>
        WriteAsync(selectSql, [], async file =>
        {
            CheckNotNull(file);
            var path = await PublishAsync(file, "part", "", cancellationToken).ConfigureAwait(false);
            return new AddFile(path, PartitionValues(file), file.Size, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), dataChange)
            {
                StatisticsJson = ColumnStatistics.ToJson(DataSchema, file.Rows, file.Statistics, IndexedColumns()),
            };
        }, cancellationToken);

    /// <summary>Runs a SELECT of the table's columns and <c>_change_type</c> and writes its rows as change data files (protocol: Change Data Files).</summary>
    public Task<IReadOnlyList<ChangeDataFile>> WriteChangesAsync(string selectSql, CancellationToken cancellationToken) =>
        WriteAsync(selectSql, [ChangeDataColumns.ChangeType], async file =>
            new ChangeDataFile(await PublishAsync(file, "cdc", "_change_data/", cancellationToken).ConfigureAwait(false), PartitionValues(file), file.Size), cancellationToken);

    private async Task<IReadOnlyList<T>> WriteAsync<T>(string selectSql, IReadOnlyList<string> extraColumns, Func<WrittenFile, Task<T>> publish, CancellationToken cancellationToken)
    {
        var target = store.CreateUploadFile(partitionFields.Length == 0 ? ".parquet" : "");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            var published = new List<T>();
            foreach (var file in (await CopyAsync(selectSql, extraColumns, target, cancellationToken).ConfigureAwait(false)).Where(file => file.Rows > 0))
            {
                published.Add(await publish(file).ConfigureAwait(false));
            }

            return published;
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

    private async Task<List<WrittenFile>> CopyAsync(string selectSql, IReadOnlyList<string> extraColumns, string target, CancellationToken cancellationToken)
    {
        // Partition values get a column of their own with the text for the log, so that DuckDB groups and returns just that text.
        var columns = DataSchema.Fields.Select(field => $"{Sql.Name(field.Name)} AS {Sql.Name(field.PhysicalName)}")
            .Concat(extraColumns)
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

    /// <summary>Puts a file where it stays.</summary>
    /// <returns>Its path as the log has it.</returns>
    private async Task<string> PublishAsync(WrittenFile file, string kind, string folder, CancellationToken cancellationToken)
    {
        var partition = string.Concat(partitionFields.Select((field, i) => $"{HiveName(field.PhysicalName)}={HiveName(file.PartitionValues[i] ?? "__HIVE_DEFAULT_PARTITION__")}/"));
        var path = $"{folder}{partition}{kind}-00000-{Guid.NewGuid()}.c000.snappy.parquet";
        await store.PutFileAsync(path, file.LocalPath, cancellationToken).ConfigureAwait(false);
        return FilePath.Encode(path);
    }

    /// <summary>Partition columns are not in the files.</summary>
    private StructType DataSchema => new([.. schema.Fields.Where(column => !partitionFields.Contains(column))]);

    private Dictionary<string, string?> PartitionValues(WrittenFile file) =>
        partitionFields.Select((field, i) => (field.PhysicalName, Value: file.PartitionValues[i])).ToDictionary(pair => pair.PhysicalName, pair => pair.Value, StringComparer.Ordinal);

    private int IndexedColumns() =>
        int.TryParse(metadata.Property("delta.dataSkippingNumIndexedCols"), CultureInfo.InvariantCulture, out var columns) ? columns : ColumnStatistics.DefaultIndexedColumns;

    private void CheckNotNull(WrittenFile file)
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
