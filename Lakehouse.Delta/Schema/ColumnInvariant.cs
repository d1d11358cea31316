using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>The metadata value <c>delta.invariants</c> (PROTOCOL.md: Column Invariants).</summary>
internal static class ColumnInvariant
{
    /// <summary>The expression of <c>{"expression":{"expression":"x &gt; 3"}}</c>.</summary>
    /// <exception cref="SchemaMismatchException">The text is not of this form, so that the rule cannot be kept.</exception>
    public static string Parse(string json, string column)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty("expression").GetProperty("expression").GetString()!;
        }
        catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SchemaMismatchException($"The column '{column}' has an invariant that cannot be read: {json}. Expected {{\"expression\":{{\"expression\":\"…\"}}}}.", null, null, null, damaged);
        }
    }
}
