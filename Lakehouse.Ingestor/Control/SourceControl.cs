namespace Lakehouse.Ingestor.Control;

/// <summary>What <c>_ingestor/source.json</c> records: where changes come from.</summary>
internal sealed record SourceControl
{
    /// <summary>The cluster.</summary>
    public required string SystemIdentifier { get; init; }

    /// <summary>The database within it.</summary>
    public required uint DatabaseOid { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Database { get; init; }

    /// <summary>Name of the replication slot and of the publication.</summary>
    public required string Slot { get; init; }

    /// <summary>The slot has every change that committed from this LSN on.</summary>
    public required string SlotLsn { get; init; }

    /// <summary>The server's timeline, which the promotion of a standby changes.</summary>
    public uint Timeline { get; init; }

    /// <summary>No file has a change that committed after this LSN, and no later one was ever confirmed. Written before it is reached.</summary>
    public string? Horizon { get; init; }
}
