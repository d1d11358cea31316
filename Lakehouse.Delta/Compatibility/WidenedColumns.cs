using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Columns that got a wider type than an engine reads, though it knows the feature (PROTOCOL.md: Type Widening).</summary>
internal static class WidenedColumns
{
    private const string TypeChanges = "delta.typeChanges";

    /// <summary>Columns whose files Delta Spark 3.3 does not read: on Spark 3.5 a byte may have become a short or an integer, and a short an integer.</summary>
    /// <remarks>A field tells its changes: <c>"delta.typeChanges":[{"fromType":"byte","toType":"long","fieldPath":"element"}]</c>.</remarks>
    public static IEnumerable<string> UnreadBySpark35(StructType schema) =>
        from field in schema.AllFields()
        where field.Metadata.ContainsKey(TypeChanges)
        from change in field.Metadata[TypeChanges].EnumerateArray()
        let types = (From: Member(change, "fromType"), To: Member(change, "toType"))
        where types is not (("byte", "short" or "integer") or ("short", "integer"))
        select $"column {field.Name}{(Member(change, "fieldPath") is { } inside ? $".{inside}" : "")}, which was {types.From} and is {types.To}";

    private static string? Member(JsonElement change, string name) => change.TryGetProperty(name, out var value) ? value.GetString() : null;
}
