using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Storage;
using Lakehouse.Transformer.History;

namespace Lakehouse.Transformer.Maintenance;

/// <summary>A table that is cared for.</summary>
/// <param name="Name">Like <c>staged.ratings</c> or <c>ops.runs</c>.</param>
/// <param name="Table">The Delta table.</param>
/// <param name="Raw">What it is staged from; null for others.</param>
internal sealed record CaredTable(string Name, DeltaTable Table, StagedTable? Raw)
{
    /// <summary>All tables of a pipeline, and those in which the service notes what it did.</summary>
    public static IReadOnlyList<CaredTable> Of(Pipeline pipeline, Lake lake, RunHistory history)
    {
        return
        [
            .. pipeline.Staged.Select(table => new CaredTable(table.Merged.ToString(), At(table.Merged), table)),
            .. pipeline.Staged.Select(table => table.HistoryTable).OfType<TableReference>().Select(table => new CaredTable(table.ToString(), At(table), null)),
            .. pipeline.Models.Select(model => new CaredTable(model.Table.ToString(), At(model.Table), null)),
            new("ops.runs", history.Runs.Table, null),
            new("ops.quality_results", history.QualityResults.Table, null),
        ];

        DeltaTable At(TableReference table) => DeltaTable.At(TableLocation.Of(lake, pipeline, table));
    }
}
