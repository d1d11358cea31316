using Apache.Arrow.Ipc;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Results;

/// <summary>Arrow's IPC stream: the schema, a batch for each chunk, an end mark.</summary>
internal sealed class ArrowResultWriter : ResultWriter
{
    private const long MaxBatchBytes = 1024 * 1024;

    private ArrowSlices? slices;
    private ArrowStreamWriter? writer;

    public override void Begin(BlockBuffer target, ResultRows result)
    {
        slices = new ArrowSlices(result, MaxBatchBytes);
        writer = new ArrowStreamWriter(new BlockStream(target), result.ArrowSchema, leaveOpen: true);
        writer.WriteStart();
    }

    public override int Write(int from, int to)
    {
        var batch = slices!.Next(from, to);
        writer!.WriteRecordBatch(batch);
        return from + batch.Length;
    }

    public override void End(ResultSummary summary) => writer!.WriteEnd();

    public override void Dispose()
    {
        writer?.Dispose();
        slices?.Dispose();
    }
}
