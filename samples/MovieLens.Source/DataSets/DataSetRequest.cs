using MovieLens.Source.Generation;

namespace MovieLens.Source.DataSets;

/// <summary>What the command line and the environment ask for.</summary>
internal sealed record DataSetRequest
{
    /// <summary>Folder with the CSV files; null where none was named.</summary>
    public string? Folder { get; init; }

    /// <summary>Size of the data set to generate; null where none was asked for.</summary>
    public Scale? Scale { get; init; }

    /// <summary>Name of GroupLens' data set to download; null where none was named.</summary>
    public string? Archive { get; init; }

    /// <summary>
    /// Whether the database must hold just this data set; otherwise one that is there already is as good. Traffic with a folder from the
    /// environment is such a case: the environment speaks of filling, and another process may have filled with something else.
    /// </summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>Seed of the generated data set.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Folder that keeps downloads.</summary>
    public required string CacheFolder { get; init; }
}
