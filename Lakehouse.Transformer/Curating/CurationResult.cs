using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Transformer.Curating;

/// <summary>What was done to a curated table.</summary>
internal sealed record CurationResult
{
    public required CurationOutcome Outcome { get; init; }

    /// <summary>The versions it was computed from, by table; empty while an input does not exist.</summary>
    public IReadOnlyDictionary<string, long> Inputs { get; init; } = new Dictionary<string, long>();

    /// <summary>Version of the table, or null when there is none yet.</summary>
    public long? Version { get; init; }

    /// <summary>How it was computed and why so; null when it was not.</summary>
    public string? Refresh { get; init; }

    /// <summary>What the commit changed, or null without one.</summary>
    public CommitResult? Commit { get; init; }

    /// <summary>How the candidate rows met the suite.</summary>
    public IReadOnlyList<ExpectationResult> Expectations { get; init; } = [];

    /// <summary>Aggregates of the rows that the suite was checked by; null when there are none that hold for the committed rows.</summary>
    public AggregateValues? Checked { get; init; }

    /// <summary>Why there was no commit, for people; null when there was.</summary>
    public string? Reason { get; init; }
}
