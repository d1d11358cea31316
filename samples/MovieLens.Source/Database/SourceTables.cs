using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>The four tables as a schema: created empty, keyed once they are full.</summary>
internal static class SourceTables
{
    private static readonly string[] Names = ["movies", "ratings", "tags", "links"];

    /// <summary>Names of those of the four tables that are there.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename = ANY ($1::text[]) ORDER BY array_position($1::text[], tablename::text)", connection)
        {
            Parameters = { new() { Value = Names } },
        };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }

    public static Task DropAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, "DROP TABLE IF EXISTS public.movies, public.ratings, public.tags, public.links", cancellationToken);

    public static Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var resource = typeof(SourceTables).Assembly.GetManifestResourceStream("schema.sql")
            ?? throw new InvalidOperationException("The program was built without schema.sql.");
        using var text = new StreamReader(resource);
        return ExecuteAsync(connection, text.ReadToEnd(), cancellationToken);
    }

    /// <summary>Adds a table's primary key: one sort after the load is much cheaper than an index kept up row by row.</summary>
    /// <exception cref="SourceException">Two rows have the same key.</exception>
    public static async Task AddKeyAsync(NpgsqlConnection connection, string table, string key, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, $"ALTER TABLE public.{table} ADD PRIMARY KEY ({key})", cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Detail: Key (userid, movieid)=(1, 47) is duplicated.
            throw new SourceException(
                $"{table}.csv: two rows have the same key ({exception.Detail?.TrimEnd('.') ?? exception.MessageText}); {key} must be unique. Nothing was loaded: repair the file.",
                exception);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
