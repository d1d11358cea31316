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
        Bytes = meter.CreateCounter<long>("lakehouse.query.scanned", "By", "Bytes of the data files in the snapshots that queries named.");
        Active = meter.CreateUpDownCounter<long>("lakehouse.query.active", "{query}", "Queries waiting or running.");
    }

    public ILogger Log { get; }

    public Histogram<double> Duration { get; }

    public Histogram<double> QueueDuration { get; }

    public Counter<long> Rows { get; }

    public Counter<long> Bytes { get; }

    public UpDownCounter<long> Active { get; }

    /// <summary>A query has come in.</summary>
    public QueryRun Start() => new(this, source.StartActivity("query"));

    public void Dispose()
    {
        source.Dispose();
        meter.Dispose();
    }
}
