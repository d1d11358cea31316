namespace Lakehouse.AppHost;

/// <summary>Hands the choice of the data set to MovieLens.Source, whose own order of precedence holds.</summary>
internal static class DataSet
{
    public static IResourceBuilder<ProjectResource> WithDataSet(this IResourceBuilder<ProjectResource> source, LakehouseOptions options)
    {
        if (options.MovieLensFolder is { } folder)
        {
            source.WithEnvironment("MOVIELENS_DIR", folder); // Absolute: the service starts in another folder than the user.
        }

        return options.Scale is { } scale ? source.WithArgs("--scale", scale) : source;
    }
}
