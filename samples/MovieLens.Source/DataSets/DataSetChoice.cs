using Microsoft.Extensions.Logging;
using MovieLens.Source.Csv;
using MovieLens.Source.Download;
using MovieLens.Source.Generation;

namespace MovieLens.Source.DataSets;

/// <summary>Decides which rows the database gets: a folder, a generated set, or a download; what is found where nothing was asked for.</summary>
internal sealed class DataSetChoice(DataSetRequest request, GroupLens groupLens, ILogger logger)
{
    /// <summary>Whether a certain data set was asked for, so that another one in the database is an error.</summary>
    public bool IsExplicit => request.IsRequired && (request.Folder is not null || request.Scale is not null || request.Archive is not null);

    /// <exception cref="SourceException">The data set that was asked for cannot be had.</exception>
    public async Task<IDataSet> OpenAsync(CancellationToken cancellationToken)
    {
        if (request.Scale is { } scale)
        {
            return new GeneratedDataSet(scale, request.Seed);
        }

        if (request.Folder is { } folder)
        {
            return await CsvFolder.OpenAsync(folder, cancellationToken);
        }

        if (request.Archive is { } name)
        {
            return await CsvFolder.OpenAsync(await groupLens.GetAsync(GroupLensArchive.Get(name), cancellationToken), cancellationToken);
        }

        try
        {
            return await CsvFolder.OpenAsync(await groupLens.GetAsync(GroupLensArchive.Small, cancellationToken), cancellationToken);
        }
        catch (DownloadException exception)
        {
            logger.LogWarning(
                "{Reason} GENERATED data are used instead: same schema, row counts and skew, but made-up films and users. For the real ones, set MOVIELENS_DIR to a folder with MovieLens' CSV files.",
                exception.Message);
            return new GeneratedDataSet(Scale.Small, request.Seed);
        }
    }
}
