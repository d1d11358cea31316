using MovieLens.Source.DataSets;

namespace MovieLens.Source.CommandLine;

/// <summary>The command line, understood.</summary>
internal sealed record SourceOptions
{
    public string? ConnectionString { get; init; }

    public required DataSetRequest DataSet { get; init; }

    public bool Replace { get; init; }

    public TimeSpan Wait { get; init; }

    /// <summary>Changes per second after the fill; null to stop once filled.</summary>
    public double? Traffic { get; init; }

    /// <summary>How long the traffic lasts; null until Ctrl+C.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Seed of the traffic; null for other changes at every start.</summary>
    public long? TrafficSeed { get; init; }
}
