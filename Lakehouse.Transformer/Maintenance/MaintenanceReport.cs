namespace Lakehouse.Transformer.Maintenance;

/// <summary>Something that was done for a table, or could not be done.</summary>
/// <param name="Table">Like <c>staged.ratings</c> or <c>ops.runs</c>.</param>
/// <param name="Started">When.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="Files">Files that went.</param>
/// <param name="Version">Version of the table after it; null where none was committed.</param>
/// <param name="What">For people: <c>17 small files compacted into 1</c>.</param>
/// <param name="Error">Why it could not be done; null when it was.</param>
internal sealed record MaintenanceReport(string Table, DateTimeOffset Started, double DurationSeconds, long Files, long? Version, string What, string? Error = null);
