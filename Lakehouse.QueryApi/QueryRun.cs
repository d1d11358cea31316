using System.Diagnostics;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi;

/// <summary>What is known of a query while it runs; at its end it becomes a span, metrics and a line in the log.</summary>
internal sealed class QueryRun
{
    private readonly QueryTelemetry telemetry;
    private readonly Activity? activity;
    private readonly string sql;
    private readonly TimeSpan slowAfter;
    private readonly long start = Stopwatch.GetTimestamp();
    private bool reused;
    private bool isRead = true;

    public QueryRun(QueryTelemetry telemetry, Activity? activity, string sql, TimeSpan slowAfter)
    {
        this.telemetry = telemetry;
        this.activity = activity;
        this.sql = sql;
        this.slowAfter = slowAfter;
        telemetry.Active.Add(1);
    }

    public Statement? Statement { get; set; }

    public IReadOnlyList<PlannedTable> Tables { get; set; } = [];

    public long Rows { get; set; }

    public TimeSpan Queued { get; private set; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>What the statement does and reads: <c>SELECT db.movies, db.tags</c>.</summary>
    private string Summary => Statement is null ? "query" : $"{Statement.Operation} {string.Join(", ", Tables.Select(table => table.DeltaVersion is { } version ? $"{table.Table}@{version}" : $"{table.Table}"))}".TrimEnd();

    /// <summary>The statement without its literals.</summary>
    private string Shape => RedactedSql.Of(sql, isRead);

    public void Dequeued() => Queued = Elapsed;

    /// <summary>The answer was there already.</summary>
    public void Reused(long rows)
    {
        reused = true;
        Rows = rows;
    }

    public void Succeeded()
    {
        End(null);
        if (Elapsed > slowAfter)
        {
            telemetry.Log.LogWarning("Slow query, {Summary}: {Rows} rows, {Bytes} bytes in {Files} files, {Milliseconds:0} ms of which {Queued:0} ms waiting: {Shape}", Summary, Rows, Tables.Sum(table => table.Bytes), Tables.Sum(table => table.Files), Elapsed.TotalMilliseconds, Queued.TotalMilliseconds, Shape);
            return;
        }

        telemetry.Log.LogInformation("{Summary}: {Rows} rows in {Milliseconds:0.0} ms", Summary, Rows, Elapsed.TotalMilliseconds);
    }

    public void Failed(Exception error)
    {
        var kind = error switch
        {
            QueryException refused => refused.Problem.Slug,
            OperationCanceledException => "cancelled",
            _ => error.GetType().Name,
        };
        // What no parser could read may have its quotes anywhere.
        isRead = Statement is not null || error is not QueryException { Problem: var problem } || (problem != Problem.Syntax && problem != Problem.InvalidStatement && problem != Problem.NotSupported);
        End(kind);
        if (error is QueryException { Problem.Status: >= 500 } or not (QueryException or OperationCanceledException))
        {
            telemetry.Log.LogError("{Summary}: {Kind} after {Milliseconds:0.0} ms: {Shape}\n{Failure}", Summary, kind, Elapsed.TotalMilliseconds, Shape, Fault.Describe(error));
        }
        else
        {
            // Messages of refused statements may quote their literals: only the kind and the shape are logged.
            telemetry.Log.LogWarning("{Summary}: {Kind} after {Milliseconds:0.0} ms: {Shape}", Summary, kind, Elapsed.TotalMilliseconds, Shape);
        }
    }

    private void End(string? error)
    {
        var operation = new KeyValuePair<string, object?>("db.operation.name", Statement?.Operation);
        var outcome = new KeyValuePair<string, object?>("error.type", error);
        telemetry.Active.Add(-1);
        telemetry.Duration.Record(Elapsed.TotalSeconds, operation, outcome);
        telemetry.QueueDuration.Record(Queued.TotalSeconds);
        telemetry.Rows.Add(Rows);
        telemetry.Bytes.Add(reused ? 0 : Tables.Sum(table => table.Bytes));
        telemetry.Pruned.Add(Tables.Sum(table => table.FilesPruned));
        telemetry.Reused.Add(reused ? 1 : 0);
        if (activity is null)
        {
            return;
        }

        activity.DisplayName = Summary;
        activity.SetTag("db.system.name", "duckdb");
        activity.SetTag("db.operation.name", Statement?.Operation);
        activity.SetTag("db.query.summary", Summary);
        activity.SetTag("db.response.returned_rows", Rows);
        if (error is not null || Elapsed > slowAfter)
        {
            activity.SetTag("db.query.text", Shape);
        }

        activity.SetTag("lakehouse.result.reused", reused);
        activity.SetTag("lakehouse.files.pruned", Tables.Sum(table => table.FilesPruned));
        activity.SetTag("lakehouse.files", Tables.Sum(table => table.Files));
        activity.SetTag("lakehouse.bytes", Tables.Sum(table => table.Bytes));
        if (error is not null)
        {
            activity.SetTag("error.type", error);
            activity.SetStatus(ActivityStatusCode.Error);
        }

        activity.Dispose();
    }
}
