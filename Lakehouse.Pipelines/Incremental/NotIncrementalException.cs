namespace Lakehouse.Pipelines.Incremental;

/// <summary>A model cannot be refreshed incrementally; the message says why, to follow "because".</summary>
public sealed class NotIncrementalException(string message) : Exception(message);
