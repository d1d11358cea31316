using System.Text.Json.Serialization;
using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor.Control;

/// <summary>What a table's control file records.</summary>
internal sealed record TableControl
{
    /// <summary><c>public.movies</c>.</summary>
    public required string Table { get; init; }

    /// <summary>The table's oid: another one is another table, though of the same name.</summary>
    public required uint RelationOid { get; init; }

    /// <summary>How far the load is.</summary>
    public required LoadState State { get; init; }

    /// <summary>Counts loads of this table from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The cluster that the files come from.</summary>
    public required string SystemIdentifier { get; init; }

    /// <summary>The database within it.</summary>
    public required uint DatabaseOid { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Database { get; init; }

    /// <summary>See <see cref="Source.SourceTable.Fingerprint"/>.</summary>
    public required string SchemaFingerprint { get; init; }

    /// <summary>The columns, for people.</summary>
    public required IReadOnlyList<ColumnControl> Columns { get; init; }

    /// <summary>The primary key.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>While the load goes on, the name of its snapshot in Postgres.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The load has every transaction that committed before this LSN, and none after it.</summary>
    public required string SnapshotLsn { get; init; }

    /// <summary>The snapshot's time.</summary>
    public required DateTimeOffset SnapshotTime { get; init; }

    /// <summary>The table was published to the replication slot before the snapshot: every later change is in the slot's stream.</summary>
    public bool Captured { get; init; }

    /// <summary>While the load goes on, the ranges that it reads; the files say how far each is.</summary>
    public IReadOnlyList<RangeControl> Ranges { get; init; } = [];

    /// <summary>Rows of this attempt.</summary>
    public long Rows { get; init; }

    /// <summary>Files of this attempt.</summary>
    public IReadOnlyList<PublishedFile> Files { get; init; } = [];

    /// <summary>Why the load failed.</summary>
    public string? Error { get; init; }
}

/// <summary>A column in the control file.</summary>
internal sealed record ColumnControl(string Name, string PostgresType, string Stored);

/// <summary>A range of pages in the control file: of the table itself or of a partition.</summary>
internal sealed record RangeControl(string Schema, string Table, long? From, long? To, bool Heap);

/// <summary>How far a table's load is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LoadState>))]
internal enum LoadState
{
    /// <summary>Planned or begun; after a crash it goes on where its snapshot still exists, and otherwise starts anew.</summary>
    [JsonStringEnumMemberName("loading")]
    Loading,

    /// <summary>Complete.</summary>
    [JsonStringEnumMemberName("loaded")]
    Loaded,

    /// <summary>Set aside because of an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
