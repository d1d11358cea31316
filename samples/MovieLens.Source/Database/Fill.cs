using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MovieLens.Source.DataSets;
using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>Fills the database in one transaction: whoever looks sees nothing or everything, also after a crash.</summary>
internal sealed class Fill(NpgsqlDataSource source, ILogger logger)
{
    /// <summary>Held by the filling transaction, so that a second start waits for the first and then finds its work done.</summary>
    private const long FillLock = 0x4D4F5649454C;

    /// <summary>Fills the database unless it is filled already.</summary>
    /// <param name="choice">Which data set is wanted; it is only opened when it is needed.</param>
    /// <param name="replace">Whether tables that are there may be dropped.</param>
    /// <param name="cancellationToken">Stops the fill and leaves the database as it was.</param>
    /// <exception cref="SourceException">The tables hold something else, or the data set is malformed.</exception>
    public async Task<FillResult> RunAsync(DataSetChoice choice, bool replace, CancellationToken cancellationToken)
    {
        using var activity = SourceTelemetry.Activities.StartActivity("fill");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var present = await FillRecord.ReadAsync(connection, cancellationToken);
        if (present is not null && !replace && !choice.IsExplicit)
        {
            await CheckTablesAsync(connection, cancellationToken);
            return new FillResult(present, AlreadyThere: true);
        }

        var data = await choice.OpenAsync(cancellationToken);
        activity?.SetTag("movielens.data_set", data.Identity);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        present = await FillRecord.ReadAsync(connection, cancellationToken);
        if (present is not null && !replace && present.Identity == data.Identity)
        {
            await CheckTablesAsync(connection, cancellationToken);
            return new FillResult(present, AlreadyThere: true);
        }

        await MakeRoomAsync(connection, present, data, replace, cancellationToken);
        var counts = await LoadAsync(connection, data, cancellationToken);
        await FillRecord.WriteAsync(connection, data, counts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await AnalyzeAsync(connection, cancellationToken);
        return new FillResult(new FillRecord(data.Identity, data.Description, counts, DateTimeOffset.UtcNow), AlreadyThere: false);
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var attempt = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({FillLock})", connection);
        if (await attempt.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        logger.LogInformation("Another process is filling this database: waiting for it.");
        await using var wait = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({FillLock})", connection) { CommandTimeout = 0 };
        await wait.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CheckTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await SourceTables.FindAsync(connection, cancellationToken);
        if (found.Count < 4)
        {
            throw new SourceException(
                $"The {ServerAddress.Of(source)} was filled, but since then tables were dropped (there: {(found.Count == 0 ? "none" : string.Join(", ", found))}; needed: movies, ratings, tags, links). Add --replace to fill it anew.");
        }
    }

    private async Task MakeRoomAsync(NpgsqlConnection connection, FillRecord? present, IDataSet data, bool replace, CancellationToken cancellationToken)
    {
        var found = await SourceTables.FindAsync(connection, cancellationToken);
        if (replace)
        {
            logger.LogInformation("Dropping the tables that are there: {Tables}", found.Count == 0 ? "none" : string.Join(", ", found));
            await SourceTables.DropAsync(connection, cancellationToken);
        }
        else if (present is not null)
        {
            throw new SourceException(
                $"The {ServerAddress.Of(source)} already holds another data set: {present.Description} ({present.Counts}), wanted: {data.Description}. Ask for the same data set, use an empty database (locally: delete the folder .lakehouse), or add --replace to drop the four tables and fill them anew.");
        }
        else if (found.Count > 0)
        {
            throw new SourceException(
                $"The {ServerAddress.Of(source)} has tables that this program did not fill: {string.Join(", ", found)}. Use an empty database, or add --replace to drop the tables movies, ratings, tags and links and fill them anew.");
        }
    }

    private async Task<DataSetCounts> LoadAsync(NpgsqlConnection connection, IDataSet data, CancellationToken cancellationToken)
    {
        logger.LogInformation("Filling {Address} with {DataSet}", ServerAddress.Of(source), data.Description);
        if (data.Licence is { } licence)
        {
            logger.LogInformation("{Licence}", licence);
        }

        await SourceTables.CreateAsync(connection, cancellationToken);
        var copy = new TableCopy(connection, logger);
        var expected = data.ExpectedCounts;
        var movies = await copy.CopyAsync("public.movies (movieid, title, genres)", data.Movies(), expected?.Movies, static async (row, movie) =>
        {
            await row.Int(movie.MovieId);
            await row.Text(movie.Title);
            await row.Text(movie.Genres);
        }, cancellationToken);
        var ratings = await copy.CopyAsync("public.ratings (userid, movieid, rating, \"timestamp\")", data.Ratings(), expected?.Ratings, static async (row, rating) =>
        {
            await row.Int(rating.UserId);
            await row.Int(rating.MovieId);
            await row.Number(rating.Stars);
            await row.Long(rating.Timestamp);
        }, cancellationToken);
        var tags = await copy.CopyAsync("public.tags (userid, movieid, tag, \"timestamp\")", data.Tags(), expected?.Tags, static async (row, tag) =>
        {
            await row.Int(tag.UserId);
            await row.Int(tag.MovieId);
            await row.Text(tag.Text);
            await row.Long(tag.Timestamp);
        }, cancellationToken);
        var links = await copy.CopyAsync("public.links (movieid, imdbid, tmdbid)", data.Links(), expected?.Links, static async (row, link) =>
        {
            await row.Int(link.MovieId);
            await row.Text(link.ImdbId);
            await (link.TmdbId is { } tmdb ? row.Int(tmdb) : row.Null());
        }, cancellationToken);

        var counts = new DataSetCounts(movies, ratings, tags, links);
        if (expected is not null && counts != expected)
        {
            throw new SourceException($"{data.Description} gave {counts}, but must give {expected}. Nothing was loaded; this is a fault of the program.");
        }

        await AddKeysAsync(connection, cancellationToken);
        return counts;
    }

    private async Task AddKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await SourceTables.AddKeyAsync(connection, "movies", "movieid", cancellationToken);
        await SourceTables.AddKeyAsync(connection, "ratings", "userid, movieid", cancellationToken);
        await SourceTables.AddKeyAsync(connection, "tags", "userid, movieid, tag", cancellationToken);
        await SourceTables.AddKeyAsync(connection, "links", "movieid", cancellationToken);
        logger.LogInformation("Primary keys built in {Seconds:N1} s", Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Gives the planner its statistics at once; readers of a new table would otherwise get poor plans for a minute.</summary>
    private static async Task AnalyzeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("ANALYZE public.movies, public.ratings, public.tags, public.links", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What the database holds now.</summary>
internal sealed record FillResult(FillRecord Record, bool AlreadyThere);
