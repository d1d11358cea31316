using System.Globalization;
using MovieLens.Source.DataSets;
using MovieLens.Source.Generation;
using Npgsql;

namespace MovieLens.Source.Traffic;

/// <summary>What the traffic knows of the database: bounded samples, read once at the start and kept up with its own changes.</summary>
internal sealed class Community
{
    private const int SampleSize = 20_000;

    /// <summary>Rated pairs; drawing from them draws films as often as they are watched.</summary>
    public BoundedSample<(int UserId, int MovieId)> Ratings { get; } = new(SampleSize);

    public BoundedSample<Tag> Tags { get; } = new(SampleSize);

    public BoundedSample<int> Movies { get; } = new(SampleSize);

    public int LastUserId { get; set; }

    public int LastMovieId { get; set; }

    /// <exception cref="SourceException">There are no films to rate.</exception>
    public static async Task<Community> ReadAsync(NpgsqlDataSource source, long seed, CancellationToken cancellationToken)
    {
        var random = new RandomStream(seed, Purpose.Traffic, 1);
        var community = new Community();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var movies = await SampleAsync(connection, "movies", "movieid", seed, cancellationToken))
        {
            while (await movies.ReadAsync(cancellationToken))
            {
                community.Movies.Add(movies.GetInt32(0), ref random);
            }
        }

        await using (var ratings = await SampleAsync(connection, "ratings", "userid, movieid", seed, cancellationToken))
        {
            while (await ratings.ReadAsync(cancellationToken))
            {
                community.Ratings.Add((ratings.GetInt32(0), ratings.GetInt32(1)), ref random);
            }
        }

        await using (var tags = await SampleAsync(connection, "tags", "userid, movieid, tag, \"timestamp\"", seed, cancellationToken))
        {
            while (await tags.ReadAsync(cancellationToken))
            {
                community.Tags.Add(new Tag(tags.GetInt32(0), tags.GetInt32(1), tags.GetString(2), tags.GetInt64(3)), ref random);
            }
        }

        await using var last = new NpgsqlCommand(
            "SELECT coalesce((SELECT max(userid) FROM public.ratings), 0), coalesce((SELECT max(movieid) FROM public.movies), 0)", connection);
        await using var reader = await last.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        community.LastUserId = reader.GetInt32(0);
        community.LastMovieId = reader.GetInt32(1);
        return community.Movies.Count > 0
            ? community
            : throw new SourceException("The table movies is empty: there is nothing to rate. Was it emptied by hand? --replace fills the database anew.");
    }

    /// <summary>Reads whole pages picked at random, so that a table of any size is sampled in a moment.</summary>
    private static async Task<NpgsqlDataReader> SampleAsync(
        NpgsqlConnection connection, string table, string columns, long seed, CancellationToken cancellationToken)
    {
        await using var size = new NpgsqlCommand($"SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'public.{table}'::regclass", connection);
        var rows = (double)(await size.ExecuteScalarAsync(cancellationToken))!;
        var percent = rows <= SampleSize ? 100 : 100 * SampleSize / rows;
        await using var sample = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"SELECT {columns} FROM public.{table} TABLESAMPLE SYSTEM ({percent:0.######}) REPEATABLE ({seed}) LIMIT {SampleSize}"),
            connection);
        return await sample.ExecuteReaderAsync(cancellationToken);
    }
}
