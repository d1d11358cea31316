using System.Collections;
using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Reads the actions of a Parquet checkpoint or sidecar: the one place where the log needs the engine.</summary>
/// <remarks>
/// Files of all ages differ in which actions and members they have as columns, and in how they nest maps and lists. DuckDB's
/// <c>schema</c> parameter brings them all into one shape, with NULL for what a file lacks.
/// </remarks>
internal static class ParquetActions
{
    /// <exception cref="DuckDBException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file is Parquet, but no checkpoint.</exception>
    public static async Task ReadAsync(string localFile, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        var file = Sql.Text(DataFiles.EscapePattern(localFile));
        var present = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var row in engine.QueryAsync($"DESCRIBE SELECT * FROM read_parquet({file})", cancellationToken).ConfigureAwait(false))
        {
            present[row.GetString(0)] = row.GetString(1);
        }

        var parsed = present.TryGetValue("add", out var addType) && addType.Contains("stats_parsed", StringComparison.OrdinalIgnoreCase) ? ParsedStatistics.Of(addType) : null;
        var columns = CheckpointSchema.WithAdd(CheckpointSchema.Read, parsed is null ? "" : $", stats_parsed {parsed.DuckType}").Where(column => present.ContainsKey(column.Name)).ToArray();
        if (columns.Length == 0)
        {
            throw new InvalidDataException("The file has none of the columns of a checkpoint.");
        }

        var relation = $"read_parquet({file}, schema=MAP{{{string.Join(", ", columns.Select(column => $"{Sql.Text(column.Name)}: {{name: {Sql.Text(column.Name)}, type: {Sql.Text(column.Type)}, default_value: NULL}}"))}}})";
        var partitioned = true;
        var single = Single().Where(kind => present.ContainsKey(kind.Action)).ToArray();
        await ReadKindsAsync(engine, relation, single, found => partitioned = found is Metadata { PartitionColumns.Count: 0 } ? false : partitioned, apply, cancellationToken).ConfigureAwait(false);
        if (present.ContainsKey("remove"))
        {
            await ReadKindsAsync(engine, relation, [Removes], _ => { }, apply, cancellationToken).ConfigureAwait(false);
        }

        if (present.ContainsKey("add"))
        {
            await Task.Run(() => CheckpointAdds.Read(engine, relation, partitioned, parsed, apply, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads kinds of actions in one pass; each row of a checkpoint holds one action.</summary>
    private static async Task ReadKindsAsync(
        DuckDbEngine engine, string relation, IReadOnlyList<Kind> kinds, Action<LogAction> look, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        if (kinds.Count == 0)
        {
            return;
        }

        var sql = $"SELECT {string.Join(", ", kinds.Select(kind => $"{kind.Action} IS NOT NULL, {string.Join(", ", kind.Members)}"))} FROM {relation} AS c WHERE {string.Join(" OR ", kinds.Select(kind => $"{kind.Action} IS NOT NULL"))}";
        await foreach (var row in engine.QueryAsync(sql, cancellationToken).ConfigureAwait(false))
        {
            var first = 0;
            foreach (var kind in kinds)
            {
                if (row.GetBoolean(first) && kind.Read(row, first + 1) is { } found)
                {
                    look(found);
                    apply(found);
                }

                first += 1 + kind.Members.Length;
            }
        }
    }

    /// <summary>The kinds of which there are few.</summary>
    private static Kind[] Single() =>
    [
        new("protocol", ["protocol.minReaderVersion", "protocol.minWriterVersion", "protocol.readerFeatures", "protocol.writerFeatures"], ReadProtocol),
        new("metaData", ["metaData.id", "metaData.schemaString", "metaData.partitionColumns", "metaData.\"name\"", "metaData.description", "metaData.format.provider", "metaData.format.options", "metaData.configuration", "metaData.createdTime"], ReadMetadata),
        new("txn", ["txn.appId", "txn.\"version\"", "txn.lastUpdated"], ReadTransaction),
        new("domainMetadata", ["domainMetadata.\"domain\"", "domainMetadata.configuration", "domainMetadata.removed"], ReadDomain),
        new("sidecar", ["sidecar.path", "sidecar.sizeInBytes"], (row, at) => Text(row, at) is { } path ? new Sidecar(path, Number(row, at + 1) ?? 0) : null),
    ];

    private static Kind Removes { get; } = new(
        "remove",
        ["remove.path", "remove.dataChange", "remove.deletionTimestamp", "remove.extendedFileMetadata", "remove.partitionValues", "remove.size", "remove.baseRowId", "remove.defaultRowCommitVersion",
            "remove.deletionVector.storageType", "remove.deletionVector.pathOrInlineDv", "remove.deletionVector.\"offset\"", "remove.deletionVector.sizeInBytes", "remove.deletionVector.cardinality"],
        ReadRemove);

    private static Protocol? ReadProtocol(DbDataReader row, int at) =>
        Number(row, at) is { } reader ? new Protocol(checked((int)reader), checked((int)(Number(row, at + 1) ?? 0)), List(row, at + 2), List(row, at + 3)) : null;

    private static Metadata? ReadMetadata(DbDataReader row, int at) =>
        Text(row, at) is null && Text(row, at + 1) is null ? null : new Metadata(Text(row, at) ?? "", Text(row, at + 1) ?? "", List(row, at + 2) ?? [])
        {
            Name = Text(row, at + 3),
            Description = Text(row, at + 4),
            FormatProvider = Text(row, at + 5) ?? "parquet",
            FormatOptions = Map(row, at + 6) ?? EmptyMap.Instance,
            Configuration = Map(row, at + 7) ?? EmptyMap.Instance,
            CreatedTime = Number(row, at + 8) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
        };

    private static AppTransaction? ReadTransaction(DbDataReader row, int at) =>
        Text(row, at) is { } app
            ? new AppTransaction(app, Number(row, at + 1) ?? throw new InvalidDataException($"The transaction of '{app}' has no version.")) { LastUpdatedMs = Number(row, at + 2) }
            : null;

    private static DomainMetadata? ReadDomain(DbDataReader row, int at) =>
        Text(row, at) is { } domain ? new DomainMetadata(domain, Text(row, at + 1) ?? "", Flag(row, at + 2) ?? false) : null;

    private static RemoveFile? ReadRemove(DbDataReader row, int at) =>
        Text(row, at) is { } path ? new RemoveFile(path, Flag(row, at + 1) ?? false)
        {
            DeletionTimestampMs = Number(row, at + 2),
            ExtendedFileMetadata = Flag(row, at + 3) ?? false,
            PartitionValues = Map(row, at + 4),
            Size = Number(row, at + 5),
            BaseRowId = Number(row, at + 6),
            DefaultRowCommitVersion = Number(row, at + 7),
            DeletionVector = ReadVector(row, at + 8),
        }
        : null;

    private static DeletionVectorDescriptor? ReadVector(DbDataReader row, int at) =>
        Text(row, at) is { } storageType
            ? new DeletionVectorDescriptor(
                storageType,
                Text(row, at + 1) ?? throw new InvalidDataException("A deletion vector has no path."),
                Number(row, at + 2) is { } offset ? checked((int)offset) : null,
                checked((int)(Number(row, at + 3) ?? 0)),
                Number(row, at + 4) ?? 0)
            : null;

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

    /// <summary>A kind of action.</summary>
    /// <param name="Action">Its column.</param>
    /// <param name="Members">What to select.</param>
    /// <param name="Read">Makes the action of the members, which start at a column; null for a row whose required members are null.</param>
    private sealed record Kind(string Action, string[] Members, Func<DbDataReader, int, LogAction?> Read);
}
