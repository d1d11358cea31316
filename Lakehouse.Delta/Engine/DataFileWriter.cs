using System.Collections;
using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Writes rows as the data files of a table; they are not part of it until their add actions are committed.</summary>
internal sealed class DataFileWriter(DuckDbEngine engine, Storage.ObjectStore store, StructType schema, Metadata metadata)
{
    private const string FileNumberAlias = "__file_number";

    /// <summary>Stands before partition values in DuckDB's folders, which are <c>__HIVE_DEFAULT_PARTITION__</c> for NULL and for that text, so that files of both would have one name.</summary>
    private const string NotNullMark = "=";

    private readonly StructField[] partitionFields = [.. metadata.PartitionColumns.Select(column => schema.Find(column) ?? throw new CorruptLogException($"The table is partitioned by '{column}', which its schema lacks. Nothing was written.", store.Root))];

    /// <summary>Physical paths of the table's clustering columns.</summary>
    public IReadOnlyList<string[]> Clustering { get; init; } = [];

    /// <summary>An expression over the SELECT's columns: rows for which it differs go to different files. Null leaves it to DuckDB.</summary>
    public string? FileNumber { get; init; }

    /// <summary>Runs a SELECT whose columns are the table's, in order and of its types, and writes its rows.</summary>
    /// <param name="selectSql">The SELECT.</param>
    /// <param name="dataChange">False when the rows are in the table already: then they are not checked.</param>
    /// <param name="cancellationToken">Stops before files are complete.</param>
    /// <exception cref="ConstraintViolationException">A row breaks a rule of the table; no file is left.</exception>
    public async Task<IReadOnlyList<AddFile>> WriteAsync(string selectSql, bool dataChange, CancellationToken cancellationToken)
    {
        var rules = dataChange ? RowRules.Of(schema, metadata, store.Root) : RowRules.None(store.Root);
        try
        {
            return await WriteAsync(selectSql, rules, [], async file =>
            {
                var path = await PublishAsync(file, "part", "", cancellationToken).ConfigureAwait(false);
                return new AddFile(path, PartitionValues(file), file.Size, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), dataChange)
                {
                    StatisticsJson = ColumnStatistics.ToJson(new StructType([.. DataSchema.Fields.Where(column => !RowIds.IsOne(column))]), file.Rows, file.Statistics, new StatisticsColumns(schema, metadata, Clustering)),
                };
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException broken) when (RowRules.Caused(broken))
        {
            throw await rules.ExplainAsync(engine, selectSql, broken, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a SELECT of the table's columns and <c>_change_type</c> and writes its rows as change data files (protocol: Change Data Files).</summary>
    public Task<IReadOnlyList<ChangeDataFile>> WriteChangesAsync(string selectSql, CancellationToken cancellationToken) =>
        WriteAsync(selectSql, RowRules.None(store.Root), [ChangeDataColumns.ChangeType], async file =>
            new ChangeDataFile(await PublishAsync(file, "cdc", "_change_data/", cancellationToken).ConfigureAwait(false), PartitionValues(file), file.Size), cancellationToken);

    private async Task<IReadOnlyList<T>> WriteAsync<T>(
        string selectSql, RowRules rules, IReadOnlyList<string> extraColumns, Func<WrittenFile, Task<T>> publish, CancellationToken cancellationToken)
    {
        var target = store.CreateUploadFile(partitionFields.Length == 0 && FileNumber is null ? ".parquet" : "");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            var published = new List<T>();
            foreach (var file in (await CopyAsync(selectSql, rules, extraColumns, target, cancellationToken).ConfigureAwait(false)).Where(file => file.Rows > 0))
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

    private async Task<List<WrittenFile>> CopyAsync(string selectSql, RowRules rules, IReadOnlyList<string> extraColumns, string target, CancellationToken cancellationToken)
    {
        // Partition values get a column of their own with the text for the log, so that DuckDB groups and returns just that text.
        var columns = DataSchema.Fields.Select(field => (Value: PhysicalColumns.ToPhysical(Sql.Name(field.Name), field.Type), Name: Sql.Name(field.PhysicalName)))
            .Concat(extraColumns.Select(column => (Value: column, Name: column)))
            .Concat(partitionFields.Select((field, i) => (Value: $"'{NotNullMark}' || {PartitionValue.Serialize(Sql.Name(field.Name), field.Type)}", Name: PartitionAlias(i))))
            .Concat(FileNumber is null ? [] : [(Value: FileNumber, Name: FileNumberAlias)])
            .Select((column, i) => $"{(i == 0 ? rules.Guard(column.Value) : column.Value)} AS {column.Name}");
        string[] folders = [.. partitionFields.Select((_, i) => PartitionAlias(i)), .. FileNumber is null ? Array.Empty<string>() : [FileNumberAlias]];
        var partitionBy = folders.Length == 0 ? "" : $", PARTITION_BY ({string.Join(", ", folders)})";
        var fieldIds = PhysicalColumns.IsMapped(metadata) && PhysicalColumns.FieldIds(DataSchema.Fields) is { Length: > 0 } ids ? $", FIELD_IDS {ids}" : "";
        var copy = $"COPY (SELECT {string.Join(", ", columns)} FROM ({selectSql})) TO {Sql.Text(target)} (FORMAT parquet, COMPRESSION {Compression.Of(metadata)}, RETURN_STATS true, {ParquetCalendar.Option}{partitionBy}{fieldIds})";
        var written = new List<WrittenFile>();
        await foreach (var row in engine.QueryAsync(copy, cancellationToken).ConfigureAwait(false))
        {
            written.Add(new WrittenFile(
                row.GetString(0),
                Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture),
                Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture),
                Statistics((IDictionary)row.GetValue(4)),
                row.IsDBNull(5) ? [] : [.. partitionFields.Select((_, i) => (((IDictionary)row.GetValue(5))[PartitionAlias(i)] as string)?[NotNullMark.Length..])]));
        }

        return written;
    }

    /// <summary>Puts a file where it stays.</summary>
    /// <returns>Its path as the log has it.</returns>
    private async Task<string> PublishAsync(WrittenFile file, string kind, string folder, CancellationToken cancellationToken)
    {
        var path = $"{folder}{Folder(file)}{kind}-00000-{Guid.NewGuid()}.c000.{Compression.Of(metadata)}.parquet";
        await store.PutFileAsync(path, file.LocalPath, cancellationToken).ConfigureAwait(false);
        return FilePath.Encode(path);
    }

    /// <summary>Columns that can be renamed are not named in paths: like Spark, such tables get short random folders.</summary>
    private string Folder(WrittenFile file)
    {
        const int PrefixLength = 2;
        return PhysicalColumns.IsMapped(metadata) || metadata.IsOn("delta.randomizeFilePrefixes")
            ? Random.Shared.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", PrefixLength) + "/"
            : string.Concat(partitionFields.Select((field, i) => $"{HiveName(field.PhysicalName)}={HiveName(file.PartitionValues[i] ?? "__HIVE_DEFAULT_PARTITION__")}/"));
    }

    /// <summary>Columns of the partition and of type void are not in the files.</summary>
    private StructType DataSchema => new([.. schema.Fields.Where(column => !partitionFields.Contains(column) && PhysicalColumns.IsStored(column))]);

    private Dictionary<string, string?> PartitionValues(WrittenFile file) =>
        partitionFields.Select((field, i) => (field.PhysicalName, Value: file.PartitionValues[i])).ToDictionary(pair => pair.PhysicalName, pair => pair.Value, StringComparer.Ordinal);

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
