using System.Buffers;
using System.Data.Common;
using System.Diagnostics;
using System.Text;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Tables;

/// <summary>Runs a query and hands its rows on block by block, so that memory does not grow with them. A cancellation interrupts the engine.</summary>
internal sealed class EngineQuery(DuckDbEngine engine, string sql)
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Rows that are there are not kept back longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Copies a query's only column, a text, as lines; returns the number of rows.</summary>
    public async Task<long> CopyLinesAsync(string lineEnd, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, RowProgress progress, CancellationToken cancellationToken)
    {
        var block = new ArrayBufferWriter<byte>(2 * BlockBytes);
        var rows = 0L;
        var told = 0L;
        await RunAsync(
            reader => FillAsync(reader, () => block.WrittenCount < BlockBytes, row =>
            {
                Encoding.UTF8.GetBytes(row.GetString(0), block);
                Encoding.UTF8.GetBytes(lineEnd, block);
                rows++;
            }),
            async () =>
            {
                await write(block.WrittenMemory, cancellationToken);
                block.ResetWrittenCount();
                progress.AddRows(rows - told);
                told = rows;
            },
            cancellationToken);
        return rows;
    }

    /// <summary>Reads all rows, whose columns are texts: for few rows.</summary>
    public async Task<List<string?[]>> ReadTextsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<string?[]>();
        await RunAsync(
            reader => FillAsync(reader, () => true, row => rows.Add([.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? null : row.GetString(i))])),
            () => Task.CompletedTask,
            cancellationToken);
        return rows;
    }

    /// <summary>Runs a statement without rows; returns the number of rows that it concerned.</summary>
    public async Task<long> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        await using var registration = cancellationToken.Register(command.Cancel);
        return await InterruptibleAsync(() => Task.Run(command.ExecuteNonQuery, cancellationToken), cancellationToken);
    }

    private async Task RunAsync(Func<DbDataReader, Task<bool>> fill, Func<Task> flush, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        await using var registration = cancellationToken.Register(command.Cancel);
        await using var reader = await InterruptibleAsync(() => Task.Run(command.ExecuteReader, cancellationToken), cancellationToken);
        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = await InterruptibleAsync(() => fill(reader), cancellationToken);
            await flush();
        }
    }

    /// <summary>Takes rows until there is enough, or it has taken long; false after the last.</summary>
    private static Task<bool> FillAsync(DbDataReader reader, Func<bool> hasRoom, Action<DbDataReader> take) => Task.Run(() =>
    {
        var began = Stopwatch.GetTimestamp();
        while (reader.Read())
        {
            take(reader);
            if (!hasRoom() || Stopwatch.GetElapsedTime(began) > Patience)
            {
                return true;
            }
        }

        return false;
    });

    private static async Task<T> InterruptibleAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
