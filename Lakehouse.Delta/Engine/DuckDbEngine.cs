using System.Data.Common;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Owns one in-memory DuckDB database that scans, joins and writes Parquet. Not safe for concurrent use: one operation at a time.</summary>
public sealed class DuckDbEngine : IAsyncDisposable
{
    /// <summary>
    /// The database behind short internal queries, such as reading a checkpoint: opening one takes tens of milliseconds. It lives as long as the process, and
    /// reads each file once.
    /// </summary>
    private static readonly Lazy<DuckDbEngine> Internal = new(() => Open(new EngineOptions { KeepFilesInMemory = false }));

    private DuckDbEngine(DuckDBConnection connection) => Connection = connection;

    /// <summary>The open connection. Its time zone is UTC.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>Opens a database of its own.</summary>
    /// <exception cref="DuckDBException">An option's value is not one that DuckDB takes.</exception>
    public static DuckDbEngine Open(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Settings(options);
            command.ExecuteNonQuery();
            return new DuckDbEngine(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection of its own to the database for internal queries.</summary>
    internal static DuckDbEngine OpenInternal()
    {
        lock (Internal)
        {
            var connection = Internal.Value.Connection.Duplicate();
            connection.Open();
            return new DuckDbEngine(connection);
        }
    }

    /// <summary>
    /// An engine on a connection of its own to the same database, for work that runs beside this one's: both share its memory, threads and
    /// settings, but not temporary tables and views.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DuckDBException">The database cannot be used any more, after an error that it calls fatal.</exception>
    public async Task<DuckDbEngine> ForkAsync(CancellationToken cancellationToken)
    {
        var fork = new DuckDbEngine(Connection.Duplicate());
        await fork.Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await fork.ExecuteAsync("SET TimeZone = 'UTC'", cancellationToken).ConfigureAwait(false); // a setting of the connection, not of the database
        return fork;
    }

    /// <summary>The columns of a SELECT as a Delta schema.</summary>
    /// <exception cref="SchemaMismatchException">A column has a type that Delta does not have.</exception>
    public async Task<StructType> DescribeAsync(string selectSql, CancellationToken cancellationToken)
    {
        var fields = new List<StructField>();
        await foreach (var row in QueryAsync($"DESCRIBE {selectSql}", cancellationToken).ConfigureAwait(false))
        {
            var name = row.GetString(0);
            fields.Add(new StructField(name, DuckTypes.Parse(row.GetString(1), name)));
        }

        return new StructType(fields);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    /// <summary>Runs a statement; a cancellation interrupts it.</summary>
    internal async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return await Task.Run(() => Interruptible(command, command.ExecuteNonQuery, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a query and gives its rows; the reader stands on each in turn.</summary>
    internal async IAsyncEnumerable<DbDataReader> QueryAsync(string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        await using var reader = await Task.Run(() => Interruptible(command, command.ExecuteReader, cancellationToken), cancellationToken).ConfigureAwait(false);
        while (await Task.Run(() => Interruptible(command, reader.Read, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            yield return reader;
        }
    }

    /// <summary>A query's only row's only number.</summary>
    internal async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await foreach (var row in QueryAsync(sql, cancellationToken).ConfigureAwait(false))
        {
            return row.IsDBNull(0) ? 0 : Convert.ToInt64(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture);
        }

        return 0;
    }

    private static T Interruptible<T>(DuckDBCommand command, Func<T> run, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(command.Cancel);
        try
        {
            return run();
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static string Settings(EngineOptions options)
    {
        var settings = "SET TimeZone = 'UTC'; SET preserve_insertion_order = false;";
        if (!options.KeepFilesInMemory)
        {
            settings += "SET enable_external_file_cache = false;";
        }

        if (options.MemoryLimit is { } memory)
        {
            settings += $"SET memory_limit = {Sql.Text(memory)};";
        }

        if (options.Threads is { } threads)
        {
            settings += $"SET threads = {threads};";
        }

        return settings + $"SET temp_directory = {Sql.Text(options.TempDirectory ?? Path.Combine(Path.GetTempPath(), "lakehouse-duckdb"))};";
    }
}
