using Lakehouse.Pipelines;
using Lakehouse.Storage;

namespace Lakehouse.Transformer;

/// <summary>Where a pipeline's Delta tables lie (DESIGN 4.1).</summary>
internal static class TableLocation
{
    /// <summary>Tables before cleaning lie beside the staged ones, in a folder that no table can have the name of.</summary>
    private const string SourceFolder = "_source";

    public static ObjectStore Of(Lake lake, Pipeline pipeline, TableReference table) => table.Zone switch
    {
        Zone.Source => ObjectStores.Open(lake.Staged).At($"{pipeline.Name}/{SourceFolder}/{table.Name}"),
        Zone.Staged => ObjectStores.Open(lake.Staged).At($"{pipeline.Name}/{table.Name}"),
        _ => ObjectStores.Open(lake.Curated).At($"{pipeline.Name}/{table.Name}"),
    };
}
