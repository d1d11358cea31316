using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Transformer.Runs;

/// <summary>Tells people and metrics what became of a table: one short line for each change.</summary>
internal static class RunReporting
{
    public static void Report(ILogger logger, TableReport report)
    {
        var table = new KeyValuePair<string, object?>("table", report.Table);
        TransformerTelemetry.TableDuration.Record(report.DurationSeconds ?? 0, table, new("outcome", report.State.ToString()));
        TransformerTelemetry.RowsRead.Add(report.RowsRead, table);
        TransformerTelemetry.RowsChanged.Add(report.RowsInserted, table, new("change", "insert"));
        TransformerTelemetry.RowsChanged.Add(report.RowsUpdated, table, new("change", "update"));
        TransformerTelemetry.RowsChanged.Add(report.RowsDeleted, table, new("change", "delete"));
        foreach (var failed in report.Expectations.Where(result => !result.Success && result.Severity != Severity.Critical))
        {
            logger.LogWarning("{Table}: expectation not met: {Expectation}", report.Table, failed);
        }

        switch (report.State)
        {
            case TableState.Committed when report.Files > 0:
                logger.LogInformation(
                    "{Table}: {Rows:N0} rows from {Files:N0} files → version {Version} (+{Inserted:N0} ~{Updated:N0} -{Deleted:N0}, {Seconds:0.0} s)",
                    report.Table, report.RowsRead, report.Files, report.Version, report.RowsInserted, report.RowsUpdated, report.RowsDeleted, report.DurationSeconds);
                break;
            case TableState.Committed:
                logger.LogInformation(
                    "{Table}: version {Version} (+{Inserted:N0} ~{Updated:N0} -{Deleted:N0}, {Seconds:0.0} s, {Refresh})",
                    report.Table, report.Version, report.RowsInserted, report.RowsUpdated, report.RowsDeleted, report.DurationSeconds, report.Refresh);
                break;
            case TableState.Stopped:
                logger.LogError("{Table}: not committed, version {Version} stays: {Reason}", report.Table, report.Version, report.Reason);
                break;
            case TableState.Skipped:
                logger.LogWarning("{Table}: skipped: {Reason}", report.Table, report.Reason);
                break;
        }
    }
}
