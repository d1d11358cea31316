using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor.Copying;

/// <summary>
/// Reads one range of a table into load files, holding two row groups at most: one is decoded while the other is encoded and
/// written, so that Postgres does not wait for Parquet.
/// </summary>
/// <param name="target">Where the rows go.</param>
/// <param name="start">The range, and the rows of it that are in files already.</param>
internal sealed class RangeCopy(RangeCopyTarget target, LoadPosition start) : IAsyncDisposable
{
    private ColumnBuffer[] spare = target.Schema.CreateBuffers();
    private Task writing = Task.CompletedTask;
    private LoadPosition position = start;
    private LoadFile? file;

    /// <summary>Reads to the end.</summary>
    /// <param name="source">COPY's bytes.</param>
    /// <param name="cancellationToken">Stops; the unfinished file is deleted.</param>
    /// <exception cref="InvalidDataException">The data ended early, or a value is too large.</exception>
    public async Task RunAsync(Stream source, CancellationToken cancellationToken)
    {
        var decoder = new BinaryCopyDecoder(target.Table, target.Schema.Columns, target.Schema.CreateBuffers(), target.Limits);
        var buffer = new CopyBuffer(source);
        using var turn = new LargeValueTurn(target.LargeValues);
        while (true)
        {
            buffer.Take(decoder.Decode(buffer.Pending));
            if (decoder.Finished)
            {
                break;
            }

            if (decoder.IsFull)
            {
                await FlushAsync(decoder, cancellationToken);
                if (turn.IsMine)
                {
                    await writing;
                    buffer.Trim();
                    turn.Dispose();
                }

                continue;
            }

            await turn.WaitAsync(decoder.Wanted, cancellationToken);
            if (!await buffer.FillAsync(decoder.Wanted, cancellationToken))
            {
                throw new InvalidDataException($"Could not read the rows of {target.Table}: COPY ended in the middle.");
            }
        }

        await FlushAsync(decoder, cancellationToken);
        await writing;
        position = position with { Complete = true };
        await PublishAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its error, if any, was already thrown or comes second to the one that ended the copy
        file?.Dispose();
    }

    private async Task FlushAsync(BinaryCopyDecoder decoder, CancellationToken cancellationToken)
    {
        await writing;
        if (decoder.Rows > 0)
        {
            var rows = decoder.Take(spare);
            spare = rows.Columns; // free again once it is written, which the next call waits for
            writing = Task.Run(() => WriteAsync(rows, cancellationToken), cancellationToken);
        }
    }

    private async Task WriteAsync(DecodedRows rows, CancellationToken cancellationToken)
    {
        file ??= LoadFile.Create(target.Store, target.Schema, rows.Columns, target.Limits.Compression, target.Constants, position);
        file.Write(rows.Columns, rows.Rows);
        position = position with { Rows = position.Rows + rows.Rows };
        target.Progress.Add(rows.Rows, rows.Bytes, rows.Columns.Sum(column => column.TakeAdjusted()));
        Array.ForEach(rows.Columns, column => column.Clear());
        if (file.Bytes >= target.Limits.FileBytes)
        {
            await PublishAsync(cancellationToken);
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            file.Position = position;
            await target.Publish(file, cancellationToken);
            file.Dispose();
            file = null;
        }
    }
}
