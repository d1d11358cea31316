using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Storage;
using Lakehouse.Transformer.Curating;

namespace Lakehouse.Transformer.Planning;

/// <summary>The columns that the source's tables have in a lake.</summary>
internal static class LakeSchema
{
    /// <summary>Columns of each merged table that is there.</summary>
    public static async Task<IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>>> FindAsync(Pipeline pipeline, Lake lake, CancellationToken cancellationToken)
    {
        var found = new Dictionary<TableReference, IReadOnlyList<ModelColumn>>();
        foreach (var table in pipeline.Staged)
        {
            if (await DeltaTable.At(TableLocation.Of(lake, pipeline, table.Merged)).TryGetSnapshotAsync(cancellationToken) is { } snapshot)
            {
                found.Add(table.Merged, ModelInputs.Columns(snapshot));
            }
        }

        return found;
    }
}
