using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Reads the actions of a Parquet checkpoint or sidecar: the one place where the log needs the engine.</summary>
/// <remarks>
/// Files of all ages differ in which actions and members they have as columns, and in how they nest maps and lists. DuckDB's
/// <c>schema</c> parameter brings them all into one shape, with NULL for what a file lacks.
/// </remarks>
internal static class ParquetActions
{
    private const string DeletionVectorColumns = "{0}.deletionVector.storageType, {0}.deletionVector.pathOrInlineDv, {0}.deletionVector.\"offset\", {0}.deletionVector.sizeInBytes, {0}.deletionVector.cardinality";

    private static readonly CompositeFormat DeletionVectorFormat = CompositeFormat.Parse(DeletionVectorColumns);

    /// <exception cref="DuckDBException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file is Parquet, but no checkpoint.</exception>
    public static async Task ReadAsync(string localFile, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        var file = Sql.Text(DataFiles.EscapePattern(localFile));
        var present = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var row in engine.QueryAsync($"DESCRIBE SELECT * FROM read_parquet({file})", cancellationToken).ConfigureAwait(false))
        {
            present.Add(row.GetString(0));
        }

        var columns = CheckpointSchema.Read.Where(column => present.Contains(column.Name)).ToArray();
        if (columns.Length == 0)
        {
            throw new InvalidDataException("The file has none of the columns of a checkpoint.");
        }

        var relation = $"read_parquet({file}, schema=MAP{{{string.Join(", ", columns.Select(column => $"{Sql.Text(column.Name)}: {{name: {Sql.Text(column.Name)}, type: {Sql.Text(column.Type)}, default_value: NULL}}"))}}})";
        foreach (var (action, members, read) in Actions())
        {
            if (!present.Contains(action))
            {
                continue;
            }

            await foreach (var row in engine.QueryAsync($"SELECT {members} FROM {relation} AS c WHERE {action} IS NOT NULL", cancellationToken).ConfigureAwait(false))
            {
                if (read(row) is { } found)
                {
                    apply(found);
                }
            }
        }
    }

    /// <summary>Action, the members to select, and how a row of them becomes the action; null for a row whose required members are null.</summary>
    private static IEnumerable<(string Action, string Members, Func<DbDataReader, LogAction?> Read)> Actions()
    {
        yield return ("protocol", "protocol.minReaderVersion, protocol.minWriterVersion, protocol.readerFeatures, protocol.writerFeatures", ReadProtocol);
        yield return ("metaData", "metaData.id, metaData.schemaString, metaData.partitionColumns, metaData.\"name\", metaData.description, metaData.format.provider, metaData.format.options, metaData.configuration, metaData.createdTime", ReadMetadata);
        yield return ("txn", "txn.appId, txn.\"version\", txn.lastUpdated", ReadTransaction);
        yield return ("domainMetadata", "domainMetadata.\"domain\", domainMetadata.configuration, domainMetadata.removed", ReadDomain);
        yield return ("sidecar", "sidecar.path, sidecar.sizeInBytes", row => Text(row, 0) is { } path ? new Sidecar(path, Number(row, 1) ?? 0) : null);
        yield return ("remove", $"remove.path, remove.dataChange, remove.deletionTimestamp, remove.extendedFileMetadata, remove.partitionValues, remove.size, remove.baseRowId, remove.defaultRowCommitVersion, {VectorColumns("remove")}", ReadRemove);
        var values = new PartitionValueCache();
        yield return ("add", $"add.path, add.dataChange, add.partitionValues, add.size, add.modificationTime, add.stats, add.stats_parsed.numRecords, add.tags, add.baseRowId, add.defaultRowCommitVersion, add.clusteringProvider, {VectorColumns("add")}", row => ReadAdd(row, values));
    }

    private static string VectorColumns(string action) => string.Format(CultureInfo.InvariantCulture, DeletionVectorFormat, action);

    private static Protocol? ReadProtocol(DbDataReader row) =>
        Number(row, 0) is { } reader ? new Protocol(checked((int)reader), checked((int)(Number(row, 1) ?? 0)), List(row, 2), List(row, 3)) : null;

    private static Metadata? ReadMetadata(DbDataReader row) =>
        Text(row, 0) is null && Text(row, 1) is null ? null : new Metadata(Text(row, 0) ?? "", Text(row, 1) ?? "", List(row, 2) ?? [])
        {
            Name = Text(row, 3),
            Description = Text(row, 4),
            FormatProvider = Text(row, 5) ?? "parquet",
            FormatOptions = Map(row, 6) ?? EmptyMap.Instance,
            Configuration = Map(row, 7) ?? EmptyMap.Instance,
            CreatedTime = Number(row, 8) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
        };

    private static AppTransaction? ReadTransaction(DbDataReader row) =>
        Text(row, 0) is { } app
            ? new AppTransaction(app, Number(row, 1) ?? throw new InvalidDataException($"The transaction of '{app}' has no version.")) { LastUpdatedMs = Number(row, 2) }
            : null;

    private static DomainMetadata? ReadDomain(DbDataReader row) =>
        Text(row, 0) is { } domain ? new DomainMetadata(domain, Text(row, 1) ?? "", Flag(row, 2) ?? false) : null;

    private static RemoveFile? ReadRemove(DbDataReader row) =>
        Text(row, 0) is { } path ? new RemoveFile(path, Flag(row, 1) ?? false)
        {
            DeletionTimestampMs = Number(row, 2),
            ExtendedFileMetadata = Flag(row, 3) ?? false,
            PartitionValues = Map(row, 4),
            Size = Number(row, 5),
            BaseRowId = Number(row, 6),
            DefaultRowCommitVersion = Number(row, 7),
            DeletionVector = ReadVector(row, 8),
        }
        : null;

    private static AddFile? ReadAdd(DbDataReader row, PartitionValueCache values) =>
        Text(row, 0) is { } path ? new AddFile(path, values.Share(Map(row, 2)), Number(row, 3) ?? 0, Number(row, 4) ?? 0, Flag(row, 1) ?? false)
        {
            StatisticsJson = Text(row, 5) is { } json ? Encoding.UTF8.GetBytes(json) : RowsOnly(Number(row, 6)),
            Tags = Map(row, 7),
            BaseRowId = Number(row, 8),
            DefaultRowCommitVersion = Number(row, 9),
            ClusteringProvider = Text(row, 10),
            DeletionVector = ReadVector(row, 11),
        }
        : null;

    private static DeletionVectorDescriptor? ReadVector(DbDataReader row, int first) =>
        Text(row, first) is { } storageType
            ? new DeletionVectorDescriptor(
                storageType,
                Text(row, first + 1) ?? throw new InvalidDataException("A deletion vector has no path."),
                Number(row, first + 2) is { } offset ? checked((int)offset) : null,
                checked((int)(Number(row, first + 3) ?? 0)),
                Number(row, first + 4) ?? 0)
            : null;

    /// <summary>Tables with <c>delta.checkpoint.writeStatsAsJson=false</c> keep statistics as columns; the number of rows matters most.</summary>
    private static ReadOnlyMemory<byte> RowsOnly(long? rows) =>
        rows is null ? default : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"numRecords\":{rows}}}"));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static bool? Flag(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    private static List<string>? List(DbDataReader row, int column) => row.IsDBNull(column) ? null : [.. ((IEnumerable)row.GetValue(column)).OfType<string>()];

    private static Dictionary<string, string?>? Map(DbDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            return null;
        }

        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in (IDictionary)row.GetValue(column))
        {
            map[(string)entry.Key] = entry.Value as string;
        }

        return map;
    }
}
