using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.QueryApi.Rest;

/// <summary>The values of a statement that is being written. None of them ever stands in its text.</summary>
internal sealed class BoundValues
{
    private readonly JsonArray values = [];

    /// <summary>Adds a value.</summary>
    /// <returns>The expression that stands for it.</returns>
    public string Add(string? text, string type)
    {
        values.Add(text);
        return string.Create(CultureInfo.InvariantCulture, $"CAST(${values.Count} AS {type})");
    }

    public JsonElement? ToJson() => values.Count == 0 ? null : JsonSerializer.SerializeToElement(values);
}
