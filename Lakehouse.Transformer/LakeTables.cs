using System.Collections.Concurrent;
using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Transformer;

/// <summary>
/// The pipeline's Delta tables, one handle for each, which stays from run to run: it knows the version that it saw last, so the next
/// run reads the commits since and not the checkpoint again.
/// </summary>
internal sealed class LakeTables(Pipeline pipeline, Lake lake)
{
    private readonly ConcurrentDictionary<TableReference, DeltaTable> tables = new();

    public DeltaTable this[TableReference table] => tables.GetOrAdd(table, place => DeltaTable.At(TableLocation.Of(lake, pipeline, place)));
}
