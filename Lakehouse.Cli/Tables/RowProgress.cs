using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Cli.Tables;

/// <summary>How far the reading of rows has come: rows that were written, and how much of the files the engine has gone through.</summary>
/// <param name="engine">Where the rows are read.</param>
/// <param name="totalRows">Rows that will come, or null where a condition decides.</param>
/// <param name="totalBytes">Length of the files to read, or null where it may end before all are read.</param>
internal sealed class RowProgress(DuckDbEngine engine, long? totalRows, long? totalBytes)
{
    private long rows;
    private long bytesBefore;
    private long bytesOfPart;

    /// <summary>Makes the engine tell how far it is.</summary>
    public async Task EnableAsync(CancellationToken cancellationToken) =>
        await new EngineQuery(engine, "SET enable_progress_bar = true; SET enable_progress_bar_print = false").ExecuteAsync(cancellationToken);

    /// <summary>Some rows more have been written.</summary>
    public void AddRows(long more) => Interlocked.Add(ref rows, more);

    /// <summary>The statement that reads a part begins; the one before has ended.</summary>
    public void BeginPart(long bytes)
    {
        Interlocked.Add(ref bytesBefore, Interlocked.Exchange(ref bytesOfPart, 0));
        Interlocked.Exchange(ref bytesOfPart, bytes);
    }

    /// <summary>How far it has come now.</summary>
    public OperationProgress Present()
    {
        var part = Interlocked.Read(ref bytesOfPart);
        var fraction = part == 0 ? 0 : Math.Clamp(engine.Connection.GetQueryProgress().Percentage / 100, 0, 1); // -1 while the engine does not know
        return new OperationProgress("reading", "rows", Interlocked.Read(ref rows), totalRows, Interlocked.Read(ref bytesBefore) + (long)(part * fraction), totalBytes);
    }
}
