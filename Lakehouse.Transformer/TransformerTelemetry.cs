using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lakehouse.Transformer;

/// <summary>Traces and metrics of the service.</summary>
internal static class TransformerTelemetry
{
    private const string Name = "Lakehouse.Transformer";

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Rows read from raw, by table.</summary>
    public static Counter<long> RowsRead { get; } = Meter.CreateCounter<long>("lakehouse.transformer.rows.read", "{row}", "Rows read from raw files.");

    /// <summary>Rows inserted, updated or deleted, by table and change.</summary>
    public static Counter<long> RowsChanged { get; } = Meter.CreateCounter<long>("lakehouse.transformer.rows.changed", "{row}", "Rows changed in Delta tables.");

    /// <summary>Rows and files that could not be used, by table.</summary>
    public static Counter<long> Quarantined { get; } = Meter.CreateCounter<long>("lakehouse.transformer.quarantined", "{row}", "Raw rows put into quarantine.");

    /// <summary>Expectations that were not met, by table and severity.</summary>
    public static Counter<long> GateFailures { get; } = Meter.CreateCounter<long>("lakehouse.transformer.gate.failures", "{expectation}", "Expectations that candidate rows did not meet.");

    /// <summary>Duration of one table's or model's part of a run, by table and outcome.</summary>
    public static Histogram<double> TableDuration { get; } = Meter.CreateHistogram<double>("lakehouse.transformer.table.duration", "s", "Time to bring one table up to date.");

    /// <summary>Duration of a run, by outcome.</summary>
    public static Histogram<double> RunDuration { get; } = Meter.CreateHistogram<double>("lakehouse.transformer.run.duration", "s", "Time of one run.");

    /// <summary>From the newest change's commit in the source to its commit in staged, by table.</summary>
    public static Histogram<double> Freshness { get; } = Meter.CreateHistogram<double>("lakehouse.transformer.freshness", "s", "From the source's commit to the table's.");
}
