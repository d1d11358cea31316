using System.Text.Json;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Lineage;
using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Http;

/// <summary>Which tables are made of which, as the pipeline's definition says.</summary>
internal static class PipelineLineage
{
    /// <summary>The lineage of a table.</summary>
    /// <param name="pipeline">The pipeline that makes it.</param>
    /// <param name="table">The table.</param>
    /// <param name="isVisible">Others that may be told of.</param>
    public static TableLineage Of(Pipeline pipeline, CatalogTable table, Func<LineageTable, bool> isVisible)
    {
        var self = new LineageTable(table.Origin.Zone, table.Origin.Database, table.Origin.Name);
        var edges = Edges(pipeline).Where(edge => isVisible(edge.From) && isVisible(edge.To)).ToArray();
        var found = Follow(self, edges, edge => edge.To, edge => edge.From).Concat(Follow(self, edges, edge => edge.From, edge => edge.To)).Distinct();
        var model = pipeline.Models.FirstOrDefault(candidate => Named(pipeline, candidate.Table) == self);
        var columns = model is null ? null : LineageReader.Read(model, PipelineSchema.Of(pipeline));
        return new TableLineage(
            self,
            [.. edges.Where(edge => edge.To == self).Select(edge => edge.From).Distinct()],
            [.. edges.Where(edge => edge.From == self).Select(edge => edge.To).Distinct()],
            [.. found],
            model is null ? null : [.. columns!.Columns.Select(column => new LineageColumn(column.Name, [.. column.From.Select(origin => new LineageOrigin(Named(pipeline, origin.Table), origin.Column, JsonNamingPolicy.CamelCase.ConvertName(origin.Use.ToString()))).Where(origin => isVisible(origin.Table))]))],
            columns?.IsComplete ?? true);
    }

    /// <summary>Source → raw → staged → curated.</summary>
    private static IEnumerable<LineageEdge> Edges(Pipeline pipeline)
    {
        foreach (var staged in pipeline.Staged)
        {
            var raw = new LineageTable("raw", pipeline.Catalog.Raw, staged.Name);
            yield return new LineageEdge(new LineageTable("source", pipeline.Source.Schema, staged.Name), raw);
            yield return new LineageEdge(raw, Named(pipeline, new TableReference(Zone.Staged, staged.Name)));
        }

        foreach (var model in pipeline.Models)
        {
            foreach (var read in model.DependsOn)
            {
                yield return new LineageEdge(Named(pipeline, read), Named(pipeline, model.Table));
            }
        }
    }

    /// <summary>A model that cleans a staged table reads the source's rows, which are those in raw.</summary>
    private static LineageTable Named(Pipeline pipeline, TableReference table) => table.Zone switch
    {
        Zone.Curated => new("curated", pipeline.Catalog.Curated, table.Name),
        Zone.Staged => new("staged", pipeline.Catalog.Staged, table.Name),
        _ => new("raw", pipeline.Catalog.Raw, table.Name),
    };

    private static List<LineageEdge> Follow(LineageTable start, LineageEdge[] edges, Func<LineageEdge, LineageTable> near, Func<LineageEdge, LineageTable> far)
    {
        var (found, open) = (new List<LineageEdge>(), new Queue<LineageTable>([start]));
        while (open.TryDequeue(out var at))
        {
            foreach (var edge in edges.Where(edge => near(edge) == at && !found.Contains(edge)))
            {
                found.Add(edge);
                open.Enqueue(far(edge));
            }
        }

        return found;
    }
}
