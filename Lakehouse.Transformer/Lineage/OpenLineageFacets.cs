using System.Text.Json.Nodes;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.Lineage;

namespace Lakehouse.Transformer.Lineage;

/// <summary>OpenLineage's facets, each with the address of its schema.</summary>
internal static class OpenLineageFacets
{
    /// <summary>Who says so: a URI that names the software.</summary>
    public const string Producer = "urn:lakehouse:transformer";

    private const string Schemas = "https://openlineage.io/spec/facets/";

    public static JsonObject Schema(IReadOnlyList<ModelColumn> columns) => Facet(
        "1-2-0/SchemaDatasetFacet", ("fields", new JsonArray([.. columns.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type })])));

    public static JsonObject Version(long version) => Facet("1-0-1/DatasetVersionDatasetFacet", ("datasetVersion", version.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public static JsonObject Statistics(long rows) => Facet("1-0-2/OutputStatisticsOutputDatasetFacet", ("rowCount", rows));

    public static JsonObject Sql(string sql) => Facet("1-1-0/SQLJobFacet", ("query", sql), ("dialect", "duckdb"));

    public static JsonObject JobType(string type) => Facet("2-0-4/JobTypeJobFacet", ("processingType", "BATCH"), ("integration", "LAKEHOUSE"), ("jobType", type));

    public static JsonObject Error(string message) => Facet("1-0-1/ErrorMessageRunFacet", ("message", message), ("programmingLanguage", "SQL"));

    public static JsonObject Parent(string runId, string jobNamespace, string job) => Facet(
        "1-2-0/ParentRunFacet", ("run", new JsonObject { ["runId"] = runId }), ("job", new JsonObject { ["namespace"] = jobNamespace, ["name"] = job }));

    /// <param name="lineage">A model's lineage.</param>
    /// <param name="dataset">Namespace and name of the dataset of a table.</param>
    public static JsonObject ColumnLineage(ModelLineage lineage, Func<Pipelines.TableReference, (string Namespace, string Name)> dataset)
    {
        var fields = new JsonObject();
        foreach (var column in lineage.Columns.DistinctBy(column => column.Name))
        {
            fields[column.Name] = new JsonObject
            {
                ["inputFields"] = new JsonArray([.. column.From.Select(origin => Input(dataset(origin.Table), origin.Column, origin.Use == ColumnUse.Conditional ? "INDIRECT" : "DIRECT", origin.Use.ToString().ToUpperInvariant()))]),
            };
        }

        var rows = lineage.Rows.Select(row => Input(dataset(row.Table), row.Column, "INDIRECT", row.Influence == RowInfluence.GroupBy ? "GROUP_BY" : row.Influence.ToString().ToUpperInvariant()));
        return Facet("1-2-0/ColumnLineageDatasetFacet", ("fields", fields), ("dataset", new JsonArray([.. rows])));
    }

    private static JsonObject Input((string Namespace, string Name) dataset, string field, string type, string subtype) => new()
    {
        ["namespace"] = dataset.Namespace,
        ["name"] = dataset.Name,
        ["field"] = field,
        ["transformations"] = new JsonArray(new JsonObject { ["type"] = type, ["subtype"] = subtype, ["description"] = "", ["masking"] = false }),
    };

    private static JsonObject Facet(string schema, params ReadOnlySpan<(string Name, JsonNode? Value)> values)
    {
        var facet = new JsonObject { ["_producer"] = Producer, ["_schemaURL"] = $"{Schemas}{schema}.json#/$defs/{schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}" };
        foreach (var (name, value) in values)
        {
            facet[name] = value;
        }

        return facet;
    }
}
