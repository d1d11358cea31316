namespace Lakehouse.Delta;

/// <summary>VACUUM was asked to delete files that the table still promises to keep. Nothing was deleted.</summary>
public sealed class RetentionTooShortException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null) : DeltaException(problem, table, version, file, inner);
