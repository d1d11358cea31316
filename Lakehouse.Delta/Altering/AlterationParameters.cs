using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Delta.Engine;

/// <summary>Operation parameters as Delta Spark writes them: JSON in texts.</summary>
internal static class AlterationParameters
{
    public static string Added(IEnumerable<ColumnAddition> columns) => new JsonArray([.. columns.Select(addition =>
    {
        var entry = new JsonObject { ["column"] = Column(addition.Parent.Length == 0 ? [] : ColumnPath.Parse(addition.Parent), addition.Column) };
        if (addition.First || addition.After is not null)
        {
            entry["position"] = addition.First ? "first" : $"after {addition.After}";
        }

        return (JsonNode)entry;
    })]).ToJsonString();

    public static string Changed(IReadOnlyList<string> path, StructField field) => Column([.. path.SkipLast(1)], field).ToJsonString();

    public static string Map(IEnumerable<KeyValuePair<string, string>> values) =>
        new JsonObject(values.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value))).ToJsonString();

    public static string List(IEnumerable<string> values) => new JsonArray([.. values.Select(value => (JsonNode)value)]).ToJsonString();

    public static string Version(Protocol protocol)
    {
        var json = new JsonObject { ["minReaderVersion"] = protocol.MinReaderVersion, ["minWriterVersion"] = protocol.MinWriterVersion };
        json["readerFeatures"] = protocol.ReaderFeatures is { } readers ? new JsonArray([.. readers.Select(name => (JsonNode)name)]) : null;
        json["writerFeatures"] = protocol.WriterFeatures is { } writers ? new JsonArray([.. writers.Select(name => (JsonNode)name)]) : null;
        return json.ToJsonString();
    }

    private static JsonObject Column(string[] parents, StructField field) => new()
    {
        ["name"] = ColumnPath.Format([.. parents, field.Name]),
        ["type"] = field.Type is PrimitiveType or DecimalType ? field.Type.ToString() : JsonNode.Parse(SchemaWriter.WriteType(field.Type)),
        ["nullable"] = field.Nullable,
        ["metadata"] = new JsonObject(field.Metadata.Select(entry => KeyValuePair.Create(entry.Key, JsonSerializer.SerializeToNode(entry.Value)))),
    };
}
