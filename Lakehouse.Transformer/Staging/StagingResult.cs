using Lakehouse.Delta.Engine;
using Lakehouse.Transformer.Raw;

namespace Lakehouse.Transformer.Staging;

/// <summary>What was done to a staged table.</summary>
internal sealed record StagingResult
{
    /// <summary>Raw files read.</summary>
    public long Files { get; init; }

    /// <summary>Rows read from them.</summary>
    public long RowsRead { get; init; }

    public long RowsInserted { get; init; }

    public long RowsUpdated { get; init; }

    public long RowsDeleted { get; init; }

    /// <summary>Rows that could not be used and were kept in quarantine.</summary>
    public long RowsQuarantined { get; init; }

    /// <summary>Files that could not be read.</summary>
    public IReadOnlyList<string> UnreadableFiles { get; init; } = [];

    /// <summary>Commits made.</summary>
    public int Commits { get; init; }

    /// <summary>Version of the table; null when there is none yet.</summary>
    public long? Version { get; init; }

    /// <summary>Why files that are there were not taken, or null.</summary>
    public string? Waiting { get; init; }

    public StagingResult After(RawBatch batch, RawSurvey survey, CommitResult commit) => this with
    {
        Files = Files + batch.Files.Count,
        RowsRead = RowsRead + survey.Rows,
        RowsInserted = RowsInserted + commit.RowsInserted,
        RowsUpdated = RowsUpdated + commit.RowsUpdated,
        RowsDeleted = RowsDeleted + commit.RowsDeleted,
        RowsQuarantined = RowsQuarantined + survey.Unusable,
        Commits = Commits + (commit.Committed ? 1 : 0),
        Version = commit.Version,
    };
}
