using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lakehouse.QueryApi;

/// <summary>Traces and metrics of queries. Statements are named by what they do and read, never by their text: it holds data.</summary>
internal sealed class QueryTelemetry : IDisposable
{
    /// <summary>Name of the activity source and the meter.</summary>
    public const string Name = "Lakehouse.QueryApi";

    private readonly ActivitySource source = new(Name);
    private readonly Meter meter = new(Name);

    public QueryTelemetry(ILogger<QueryService> log)
    {
        Log = log;
        Duration = meter.CreateHistogram<double>("lakehouse.query.duration", "s", "Time from request to last row.", advice: new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
        QueueDuration = meter.CreateHistogram<double>("lakehouse.query.queue.duration", "s", "Time a query waited for an engine.");
        Rows = meter.CreateCounter<long>("lakehouse.query.rows", "{row}", "Rows returned.");
        Bytes = meter.CreateCounter<long>("lakehouse.query.scanned", "By", "Bytes of the data files that queries read.");
        Pruned = meter.CreateCounter<long>("lakehouse.query.pruned", "{file}", "Data files that conditions of queries left out by partition values and statistics.");
        Reused = meter.CreateCounter<long>("lakehouse.query.reused", "{query}", "Queries that were answered from the result cache.");
        Active = meter.CreateUpDownCounter<long>("lakehouse.query.active", "{query}", "Queries waiting or running.");
    }

    public ILogger Log { get; }

    public Histogram<double> Duration { get; }

    public Histogram<double> QueueDuration { get; }

    public Counter<long> Rows { get; }

    public Counter<long> Bytes { get; }

    public Counter<long> Pruned { get; }

    public Counter<long> Reused { get; }

    public UpDownCounter<long> Active { get; }

    /// <summary>A query has come in.</summary>
    /// <param name="sql">The statement, of which only the shape will be told.</param>
    /// <param name="slowAfter">From when on it is slow.</param>
    public QueryRun Start(string sql, TimeSpan slowAfter) => new(this, source.StartActivity("query"), sql, slowAfter);

    public void Dispose()
    {
        source.Dispose();
        meter.Dispose();
    }
}
