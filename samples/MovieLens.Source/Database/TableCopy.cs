using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace MovieLens.Source.Database;

/// <summary>Streams rows into one table by binary COPY, telling how far it is.</summary>
internal sealed class TableCopy(NpgsqlConnection connection, ILogger logger)
{
    private const int RowsBetweenLooks = 4096;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    /// <summary>Copies every row; a failure on either side leaves none behind.</summary>
    /// <param name="target">Table and columns, e.g. <c>public.links (movieid, imdbid, tmdbid)</c>.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="expected">How many there are, where that is known.</param>
    /// <param name="write">Writes the fields of one row.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>Rows copied, as the server counted them.</returns>
    public async Task<long> CopyAsync<TRow>(
        string target, IEnumerable<TRow> rows, long? expected, Func<CopyRow, TRow, ValueTask> write, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var toldAt = started;
        var count = 0L;
        var table = target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..target.IndexOf(' ', StringComparison.Ordinal)];

        // FREEZE: the table is new in this transaction, so its rows never need a second pass by VACUUM.
        await using var importer = await connection.BeginBinaryImportAsync($"COPY {target} FROM STDIN (FORMAT BINARY, FREEZE)", cancellationToken);
        importer.Timeout = TimeSpan.Zero;
        var row = new CopyRow(importer, cancellationToken);
        foreach (var item in rows)
        {
            await importer.StartRowAsync(cancellationToken);
            await write(row, item);
            if (++count % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Stopwatch.GetElapsedTime(toldAt) >= ProgressEvery)
                {
                    toldAt = Stopwatch.GetTimestamp();
                    var share = expected is > 0 ? FormattableString.Invariant($" ({100.0 * count / expected.Value:N0} %)") : "";
                    logger.LogInformation("{Table}: {Rows:N0} rows{Share}", table, count, share);
                }
            }
        }

        var stored = (long)await importer.CompleteAsync(cancellationToken);
        if (stored != count)
        {
            throw new SourceException($"Table {table}: sent {count} rows, but the server stored {stored}. Nothing was loaded: start again, and look into the server's log if it happens again.");
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        logger.LogInformation("{Table}: {Rows:N0} rows in {Seconds:N1} s ({Rate:N0} rows/s)", table, count, seconds, count / Math.Max(seconds, 0.001));
        return count;
    }

    /// <summary>The row being written.</summary>
    internal sealed class CopyRow(NpgsqlBinaryImporter importer, CancellationToken cancellationToken)
    {
        public Task Int(int value) => importer.WriteAsync(value, NpgsqlDbType.Integer, cancellationToken);

        public Task Long(long value) => importer.WriteAsync(value, NpgsqlDbType.Bigint, cancellationToken);

        public Task Text(string value) => importer.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);

        public Task Number(decimal value) => importer.WriteAsync(value, NpgsqlDbType.Numeric, cancellationToken);

        public Task Null() => importer.WriteNullAsync(cancellationToken);
    }
}
