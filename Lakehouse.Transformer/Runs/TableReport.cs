using System.Text.Json.Serialization;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Staging;

namespace Lakehouse.Transformer.Runs;

/// <summary>What a run did to one table, as <c>GET /runs/{id}</c> shows it.</summary>
/// <param name="Table">Like <c>staged.movies</c>.</param>
internal sealed record TableReport(string Table)
{
    public TableState State { get; init; }

    /// <summary>Whether what reads the table cannot be brought up to date either.</summary>
    [JsonIgnore]
    public bool IsBroken => State is TableState.Failed or TableState.Stopped or TableState.Skipped;

    /// <summary>Version after the run; null while there is no table.</summary>
    public long? Version { get; init; }

    public int Commits { get; init; }

    /// <summary>Raw files read.</summary>
    public long Files { get; init; }

    /// <summary>Raw rows read.</summary>
    public long RowsRead { get; init; }

    public long RowsInserted { get; init; }

    public long RowsUpdated { get; init; }

    public long RowsDeleted { get; init; }

    public long RowsQuarantined { get; init; }

    public IReadOnlyList<string> UnreadableFiles { get; init; } = [];

    /// <summary>Versions of the tables that a model was computed from.</summary>
    public IReadOnlyDictionary<string, long> Inputs { get; init; } = new Dictionary<string, long>();

    /// <summary>How a model was computed and why so: <c>incremental: 12 keys</c>, <c>full: it has LIMIT or OFFSET</c>.</summary>
    public string? Refresh { get; init; }

    public IReadOnlyList<ExpectationResult> Expectations { get; init; } = [];

    /// <summary>Name of the expectation suite; null without one.</summary>
    public string? Suite { get; init; }

    public DateTimeOffset? Started { get; init; }

    public double? DurationSeconds { get; init; }

    /// <summary>Why it waits, failed, was stopped or skipped.</summary>
    public string? Reason { get; init; }

    public TableReport With(StagingResult result) => this with
    {
        Version = result.Version,
        Commits = result.Commits,
        Files = result.Files,
        RowsRead = result.RowsRead,
        RowsInserted = result.RowsInserted,
        RowsUpdated = result.RowsUpdated,
        RowsDeleted = result.RowsDeleted,
        RowsQuarantined = result.RowsQuarantined,
        UnreadableFiles = result.UnreadableFiles,
        Reason = result.Waiting,
    };

    public TableReport With(CurationResult result) => this with
    {
        State = result.Outcome switch
        {
            CurationOutcome.Committed => TableState.Committed,
            CurationOutcome.Waiting => TableState.Waiting,
            CurationOutcome.Stopped => TableState.Stopped,
            _ => TableState.Unchanged,
        },
        Version = result.Version,
        Commits = result.Commit is { Committed: true } ? 1 : 0,
        RowsInserted = result.Commit?.RowsInserted ?? 0,
        RowsUpdated = result.Commit?.RowsUpdated ?? 0,
        RowsDeleted = result.Commit?.RowsDeleted ?? 0,
        Inputs = result.Inputs,
        Refresh = result.Refresh,
        Expectations = result.Expectations,
        Reason = result.Reason,
    };
}
