using System.Buffers;

namespace Lakehouse.QueryApi.Results;

/// <summary>Writes a result in one format, row by row.</summary>
internal abstract class ResultWriter : IDisposable
{
    /// <summary>Writes what comes before the rows.</summary>
    public abstract void Begin(IBufferWriter<byte> target, ColumnVector[] columns);

    /// <summary>Writes one row of the current chunk.</summary>
    public abstract void Row(ColumnVector[] columns, int row);

    /// <summary>Writes what comes after the rows.</summary>
    public abstract void End(ResultSummary summary);

    public abstract void Dispose();
}
