namespace Lakehouse.Transformer.Runs;

/// <summary>Where a run is.</summary>
internal enum RunState
{
    /// <summary>It was asked for and starts when the present one ends.</summary>
    Queued,

    Running,

    Succeeded,

    /// <summary>At least one table failed or was stopped by its gate.</summary>
    Failed,

    /// <summary>The service stopped before it ended; what was committed stays, the rest is done by the next run.</summary>
    Cancelled,
}

/// <summary>Where one table or model of a run is.</summary>
internal enum TableState
{
    Pending,

    Running,

    /// <summary>At least one new version was committed.</summary>
    Committed,

    /// <summary>There was nothing new.</summary>
    Unchanged,

    /// <summary>Something that it needs is not there yet.</summary>
    Waiting,

    /// <summary>The gate stopped the candidate rows; the old version keeps serving.</summary>
    Stopped,

    Failed,

    /// <summary>A table that it reads failed or was stopped.</summary>
    Skipped,
}
