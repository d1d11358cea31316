using System.Globalization;
using System.Text.Json;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Files;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>What can be asked of a Delta table beside its latest rows: earlier versions, changes, and what its log tells.</summary>
/// <param name="table">The table.</param>
/// <param name="store">Its objects.</param>
internal sealed class DeltaDerivations(DeltaTable table, TableStore store)
{
    /// <summary>Files and commits that one answer lists at most: they stand in the statement's text.</summary>
    private const int MaxRows = 20_000;

    /// <summary>Reads what a name asks for.</summary>
    /// <exception cref="DeltaException">There is no such version, or the log cannot be read.</exception>
    public async Task<TableVersion?> LoadAsync(CatalogTable derived, DerivedName name, CancellationToken cancellationToken)
    {
        switch (name.Kind)
        {
            case DerivedKind.Version:
                return Scan(derived, await table.GetSnapshotAsync(name.Version, cancellationToken));
            case DerivedKind.Timestamp:
                return Scan(derived, await table.GetSnapshotAsync(name.Timestamp!.Value, cancellationToken));
        }

        var latest = await table.TryGetSnapshotAsync(cancellationToken);
        return latest is null ? null : name.Kind switch
        {
            DerivedKind.Changes => await ChangesAsync(derived, name, latest, cancellationToken),
            DerivedKind.History => await HistoryAsync(derived, latest, cancellationToken),
            DerivedKind.Files => Files(derived, latest),
            DerivedKind.Partitions => Partitions(derived, latest),
            _ => Listing(derived, latest, [("key", "VARCHAR", "varchar"), ("value", "VARCHAR", "varchar")], latest.Metadata.Configuration.Select(property => $"({SqlText.Literal(property.Key)}, {SqlText.Literal(property.Value ?? "")})")),
        };
    }

    private TableVersion Scan(CatalogTable derived, Snapshot snapshot) =>
        new(derived, Key(derived, snapshot), snapshot.Version, snapshot.Timestamp, new DeltaRows(snapshot, store), Columns(snapshot.Schema), snapshot.FileCount);

    private async Task<TableVersion> ChangesAsync(CatalogTable derived, DerivedName name, Snapshot latest, CancellationToken cancellationToken)
    {
        var (noting, notedAsync) = store.Noting();
        var changes = await ChangeDataFeed.PlanAsync(DeltaTable.At(noting), name.Version, name.Until, cancellationToken);
        var remote = await notedAsync(cancellationToken);
        var rows = new FixedRows(changes.Sql, null, changes.EnginePaths.Count, remote.Sum(file => file.Size), remote);
        return new TableVersion(derived, Key(derived, latest), latest.Version, latest.Timestamp, rows, Columns(changes.Schema), changes.EnginePaths.Count);
    }

    private async Task<TableVersion> HistoryAsync(CatalogTable derived, Snapshot latest, CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        await foreach (var commit in table.HistoryAsync(cancellationToken))
        {
            rows.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"({commit.Version}, {Instant(commit.Timestamp)}, {Text(commit.Info?.Operation)}, {Text(Json(commit.Info?.OperationParameters))}, {Text(Json(commit.Info?.OperationMetrics))}, {Text(commit.Info?.EngineInfo)})"));
            if (rows.Count == MaxRows)
            {
                break;
            }
        }

        return Listing(
            derived,
            latest,
            [("version", "BIGINT", "bigint"), ("timestamp", "TIMESTAMPTZ", "timestamp(6) with time zone"), ("operation", "VARCHAR", "varchar"), ("operation_parameters", "VARCHAR", "varchar"), ("operation_metrics", "VARCHAR", "varchar"), ("engine_info", "VARCHAR", "varchar")],
            rows);
    }

    private static TableVersion Files(CatalogTable derived, Snapshot latest) => Listing(
        derived,
        latest,
        [("path", "VARCHAR", "varchar"), ("size", "BIGINT", "bigint"), ("record_count", "BIGINT", "bigint"), ("partition", "VARCHAR", "varchar"), ("modification_time", "TIMESTAMPTZ", "timestamp(6) with time zone"), ("deleted_count", "BIGINT", "bigint")],
        latest.Files.Take(MaxRows).Select(file => string.Create(
            CultureInfo.InvariantCulture,
            $"({SqlText.Literal(file.Path)}, {file.Size}, {(file.Stats?.NumRecords is { } records ? records : "NULL")}, {Text(file.PartitionValues.Count == 0 ? null : Path(latest, file))}, {Instant(DateTimeOffset.FromUnixTimeMilliseconds(file.ModificationTimeMs))}, {file.DeletionVector?.Cardinality ?? 0})")));

    private static TableVersion Partitions(CatalogTable derived, Snapshot latest) => Listing(
        derived,
        latest,
        [("partition", "VARCHAR", "varchar"), ("file_count", "BIGINT", "bigint"), ("total_size", "BIGINT", "bigint")],
        latest.Files.GroupBy(file => Path(latest, file)).Take(MaxRows).Select(group => string.Create(CultureInfo.InvariantCulture, $"({SqlText.Literal(group.Key)}, {group.Count()}, {group.Sum(file => file.Size)})")));

    /// <summary><c>year=2024/month=1</c></summary>
    internal static string Path(Snapshot snapshot, AddFile file) =>
        string.Join('/', snapshot.Metadata.PartitionColumns.Select(column => $"{column}={file.PartitionValues.GetValueOrDefault(column) ?? "__HIVE_DEFAULT_PARTITION__"}"));

    private static TableVersion Listing(CatalogTable derived, Snapshot latest, (string Name, string Type, string Trino)[] columns, IEnumerable<string> rows)
    {
        var values = rows.ToArray();
        var casts = string.Join(", ", columns.Select(column => $"CAST({SqlText.Identifier(column.Name)} AS {column.Type}) AS {SqlText.Identifier(column.Name)}"));
        var names = string.Join(", ", columns.Select(column => SqlText.Identifier(column.Name)));
        var relation = values.Length == 0
            ? $"(SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {SqlText.Identifier(column.Name)}"))} WHERE false)"
            : $"(SELECT {casts} FROM (VALUES {string.Join(", ", values)}) AS listing({names}))";
        return new TableVersion(derived, Key(derived, latest), latest.Version, latest.Timestamp, new FixedRows(relation, values.Length), [.. columns.Select(column => new TableColumn(column.Name, column.Trino, true))], 0);
    }

    private static TableColumn[] Columns(StructType schema) => [.. schema.Fields.Select(field => new TableColumn(field.Name, TrinoTypes.Name(field.Type), field.Nullable))];

    private static string Key(CatalogTable derived, Snapshot snapshot) => string.Create(CultureInfo.InvariantCulture, $"{snapshot.Metadata.Id}/{snapshot.Version}/{derived.Name}");

    private static string Text(string? value) => value is null ? "NULL" : SqlText.Literal(value);

    private static string? Json(IReadOnlyDictionary<string, string?>? values) => values is null ? null : JsonSerializer.Serialize(values);

    private static string Instant(DateTimeOffset time) => $"'{time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture)}'";
}
