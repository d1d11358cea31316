using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MovieLens.Source;

/// <summary>Traces and metrics of this program; the name starts with what ServiceDefaults listens to.</summary>
internal static class SourceTelemetry
{
    private const string Name = "Lakehouse.MovieLens.Source";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Changes committed by the traffic, by <c>operation</c> and <c>table</c>.</summary>
    public static readonly Counter<long> Changes = Meter.CreateCounter<long>("movielens.traffic.changes", "{row}", "Rows that the traffic changed and committed.");
}
