using System.Diagnostics.Metrics;
using Lakehouse.Ingestor.Status;

namespace Lakehouse.Ingestor.Guarding;

/// <summary>What the guardian saw last: for metrics and <c>GET /slot</c>.</summary>
internal sealed class SlotStatus : IDisposable
{
    private readonly Meter meter = new(IngestorMetrics.Name);
    private volatile SlotReport? report;

    public SlotStatus()
    {
        meter.CreateObservableGauge("lakehouse.ingestor.slot.lag", () => Measure(slot => slot.LagBytes), "By", "WAL that is not in durable raw files yet.");
        meter.CreateObservableGauge("lakehouse.ingestor.slot.lag_time", () => Measure(slot => slot.LagSeconds), "s", "How long the oldest of it waits.");
        meter.CreateObservableGauge("lakehouse.ingestor.slot.retained", () => Measure(slot => slot.RetainedBytes), "By", "WAL that the slot keeps back on the server.");
    }

    /// <summary>Null before the first look, and where changes are not captured.</summary>
    public SlotReport? Report
    {
        get => report;
        set => report = value;
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<T>> Measure<T>(Func<SlotReport, T> value)
        where T : struct => report is { } slot ? [new Measurement<T>(value(slot), new KeyValuePair<string, object?>("lakehouse.slot", slot.Slot))] : [];
}

/// <summary>The answer of <c>GET /slot</c>.</summary>
/// <param name="Slot">Name of the slot and of the publication.</param>
/// <param name="State"><see cref="SlotState"/>.</param>
/// <param name="ConfirmedLsn">Everything before it is in durable files.</param>
/// <param name="CurrentLsn">The server's end of WAL.</param>
/// <param name="LagBytes">WAL between the two.</param>
/// <param name="LagSeconds">How long the oldest of it waits, in steps of the guardian's interval.</param>
/// <param name="RetainedBytes">WAL that the slot keeps back on the server, which also depends on the oldest transaction in progress.</param>
/// <param name="BudgetBytes">How much of that is allowed.</param>
/// <param name="LimitAction">What happens beyond it.</param>
/// <param name="SeenAt">When the server was asked.</param>
internal sealed record SlotReport(
    string Slot, SlotState State, string ConfirmedLsn, string CurrentLsn, long LagBytes, double LagSeconds, long RetainedBytes, long BudgetBytes, SlotLimitAction LimitAction, DateTimeOffset SeenAt);
