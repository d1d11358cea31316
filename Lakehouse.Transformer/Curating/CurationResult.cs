using Lakehouse.Delta.Engine;

namespace Lakehouse.Transformer.Curating;

/// <summary>What was done to a curated table.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Inputs">The versions it was computed from, by table; empty while an input does not exist.</param>
/// <param name="Version">Version of the table, or null when there is none yet.</param>
/// <param name="Commit">What the commit changed, or null without one.</param>
/// <param name="Expectations">How the candidate rows met the suite.</param>
/// <param name="Reason">Why there was no commit, for people; null when there was.</param>
internal sealed record CurationResult(
    CurationOutcome Outcome,
    IReadOnlyDictionary<string, long> Inputs,
    long? Version,
    CommitResult? Commit,
    IReadOnlyList<ExpectationResult> Expectations,
    string? Reason);

/// <summary>How an attempt to bring a model's table up to date ended.</summary>
internal enum CurationOutcome
{
    /// <summary>A new version was committed.</summary>
    Committed,

    /// <summary>No input has a new version.</summary>
    Unchanged,

    /// <summary>A table it reads does not exist yet.</summary>
    Waiting,

    /// <summary>The candidate rows failed a critical expectation; the old version keeps serving.</summary>
    Stopped,
}
