using MovieLens.Source.DataSets;
using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>
/// What the database was filled with. It is kept in a schema of its own: everything in <c>public</c> is replicated, and this is not data.
/// </summary>
internal sealed record FillRecord(string Identity, string Description, DataSetCounts Counts, DateTimeOffset LoadedAt)
{
    /// <summary>The record, or null where this program has not filled the database.</summary>
    public static async Task<FillRecord?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Not to_regclass: it looks into the session's cache of names, which can miss what another session committed a moment ago.
        await using (var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'movielens_source' AND tablename = 'fill')", connection))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return null;
            }
        }

        await using var select = new NpgsqlCommand(
            "SELECT identity, description, movies, ratings, tags, links, loaded_at FROM movielens_source.fill", connection);
        await using var row = await select.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new FillRecord(
                row.GetString(0),
                row.GetString(1),
                new DataSetCounts(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
                await row.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken))
            : null;
    }

    /// <summary>Writes the record in the transaction that <paramref name="connection"/> is in.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IDataSet data, DataSetCounts counts, CancellationToken cancellationToken)
    {
        const string Sql = """
            CREATE SCHEMA IF NOT EXISTS movielens_source;
            CREATE TABLE IF NOT EXISTS movielens_source.fill (
                identity text PRIMARY KEY, description text NOT NULL, movies bigint NOT NULL, ratings bigint NOT NULL,
                tags bigint NOT NULL, links bigint NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now());
            COMMENT ON TABLE movielens_source.fill IS 'What the tables of schema public were filled with; changes made later are not counted.';
            DELETE FROM movielens_source.fill;
            """;
        await using (var create = new NpgsqlCommand(Sql, connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var insert = new NpgsqlCommand(
            "INSERT INTO movielens_source.fill (identity, description, movies, ratings, tags, links) VALUES ($1, $2, $3, $4, $5, $6)", connection)
        {
            Parameters =
            {
                new() { Value = data.Identity },
                new() { Value = data.Description },
                new() { Value = counts.Movies },
                new() { Value = counts.Ratings },
                new() { Value = counts.Tags },
                new() { Value = counts.Links },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
