using System.Collections.Concurrent;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Transformer;

/// <summary>
/// The pipeline's Delta tables, one handle for each, which stays from run to run: it knows the version that it saw last, so the next
/// run reads the commits since and not the checkpoint again.
/// </summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="lake">Where the tables are.</param>
/// <param name="options">Where indexes of large tables lie on the local disk, and how large they may get.</param>
internal sealed class LakeTables(Pipeline pipeline, Lake lake, TransformerOptions options)
{
    private readonly ConcurrentDictionary<TableReference, DeltaTable> tables = new();

    /// <summary>Indexes by key of the tables' large files; null where none are wanted.</summary>
    public KeyIndexes? Indexes { get; } = options.KeyIndexMegabytes == 0 ? null : new KeyIndexes(new KeyIndexOptions
    {
        Folder = Path.Combine(options.TempDirectory ?? Path.GetTempPath(), "lakehouse-key-indexes"),
        MaxBytes = (long)options.KeyIndexMegabytes << 20,
        MinRows = options.KeyIndexMinRows,
    });

    public DeltaTable this[TableReference table] => tables.GetOrAdd(table, place => DeltaTable.At(TableLocation.Of(lake, pipeline, place)));
}
