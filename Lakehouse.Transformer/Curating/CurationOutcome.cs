namespace Lakehouse.Transformer.Curating;

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
