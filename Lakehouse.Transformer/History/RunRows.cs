using System.Text.Json;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.History;

/// <summary>The table <c>ops.runs</c>: one row for each run, one for each table's part of it, and one for each piece of maintenance.</summary>
internal static class RunRows
{
    public static readonly (string Name, string Type)[] Columns =
    [
        ("run_id", "VARCHAR"), ("pipeline", "VARCHAR"), ("kind", "VARCHAR"), ("table", "VARCHAR"), ("trigger", "VARCHAR"), ("state", "VARCHAR"),
        ("started", "TIMESTAMPTZ"), ("finished", "TIMESTAMPTZ"), ("duration_seconds", "DOUBLE"), ("version", "BIGINT"), ("commits", "BIGINT"),
        ("files", "BIGINT"), ("rows_read", "BIGINT"), ("rows_inserted", "BIGINT"), ("rows_updated", "BIGINT"), ("rows_deleted", "BIGINT"), ("rows_quarantined", "BIGINT"),
        ("expectations_failed", "BIGINT"), ("inputs", "VARCHAR"), ("refresh", "VARCHAR"), ("reason", "VARCHAR"), ("options", "VARCHAR"), ("host", "VARCHAR"), ("error", "VARCHAR"), ("engine", "VARCHAR"), ("execution", "VARCHAR"),
    ];

    private static readonly string Host = $"{Environment.MachineName}/{Environment.ProcessId}";

    public static IEnumerable<object?[]> Of(string pipeline, Run run)
    {
        var reports = run.Reports.ToList();
        var engine = run.Execution is null ? "local" : "glue";
        var options = run.Options.IsDefault ? null : run.Options.ToString();
        yield return
        [
            run.Id, pipeline, "run", null, Text(run.Trigger), Text(run.State), run.Started, run.Finished, (run.Finished - run.Started)?.TotalSeconds, null,
            reports.Sum(report => (long)report.Commits), reports.Sum(report => report.Files), reports.Sum(report => report.RowsRead), reports.Sum(report => report.RowsInserted),
            reports.Sum(report => report.RowsUpdated), reports.Sum(report => report.RowsDeleted), reports.Sum(report => report.RowsQuarantined),
            reports.Sum(report => (long)report.Expectations.Count(result => !result.Success)), null, null, null, options, Host, Errors(reports), engine, run.Execution?.Arn,
        ];
        foreach (var report in reports)
        {
            yield return
            [
                run.Id, pipeline, "table", report.Table, Text(run.Trigger), Text(report.State), report.Started, report.Started + TimeSpan.FromSeconds(report.DurationSeconds ?? 0), report.DurationSeconds,
                report.Version, (long)report.Commits, report.Files, report.RowsRead, report.RowsInserted, report.RowsUpdated, report.RowsDeleted, report.RowsQuarantined,
                (long)report.Expectations.Count(result => !result.Success), report.Inputs.Count == 0 ? null : JsonSerializer.Serialize(report.Inputs), report.Refresh, report.Reason, options, Host, report.IsBroken ? report.Reason : null, engine, run.Execution?.Arn,
            ];
        }
    }

    public static object?[] Of(string pipeline, MaintenanceReport report)
    {
        var values = new Dictionary<string, object?>
        {
            ["pipeline"] = pipeline,
            ["kind"] = "maintenance",
            ["table"] = report.Table,
            ["state"] = report.Error is null ? "succeeded" : "failed",
            ["started"] = report.Started,
            ["finished"] = report.Started + TimeSpan.FromSeconds(report.DurationSeconds),
            ["duration_seconds"] = report.DurationSeconds,
            ["version"] = report.Version,
            ["files"] = report.Files,
            ["reason"] = report.What,
            ["host"] = Host,
            ["error"] = report.Error,
            ["engine"] = "local",
        };
        return [.. Columns.Select(column => values.GetValueOrDefault(column.Name))];
    }

    /// <summary>What went wrong, by table; null when nothing did. A table that is skipped follows from another.</summary>
    private static string? Errors(IReadOnlyList<TableReport> reports)
    {
        var broken = reports.Where(report => report.State is TableState.Failed or TableState.Stopped).Select(report => $"{report.Table}: {report.Reason}").ToList();
        return broken.Count == 0 ? null : string.Join('\n', broken);
    }

    private static string Text<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
