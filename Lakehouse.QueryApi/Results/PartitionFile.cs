namespace Lakehouse.QueryApi.Results;

/// <summary>One of the files of <see cref="PartitionedResultWriter"/>.</summary>
/// <param name="number">Its place in the order in which files began.</param>
/// <param name="writer">Writes it.</param>
internal sealed class PartitionFile(int number, ResultWriter writer) : IDisposable
{
    private int written;

    public int Number => number;

    public ResultWriter Writer => writer;

    /// <summary>What the writer has written and nobody has taken yet.</summary>
    public BlockBuffer Buffer { get; } = new(static _ => ValueTask.CompletedTask);

    /// <summary>Its rows of the current chunk.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>All of them are written.</summary>
    public bool IsDone => written == Rows.Count;

    /// <summary>Writes rows that are not written yet.</summary>
    /// <returns>How many.</returns>
    public int Write()
    {
        var before = written;
        written = writer.Write(before, Rows.Count);
        return written - before;
    }

    /// <summary>Makes room for the rows of the next chunk.</summary>
    public void Clear()
    {
        Rows.Clear();
        written = 0;
    }

    public void Dispose()
    {
        writer.Dispose();
        Buffer.Dispose();
    }
}
