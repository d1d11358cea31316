using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Statistics of one data file.</summary>
/// <param name="NumRecords">Rows of the data file, before deletion vectors; null when unknown.</param>
/// <param name="TightBounds">Whether minima and maxima occur among the rows that count.</param>
/// <param name="MinValues">Object with a lower bound by physical column name, or undefined.</param>
/// <param name="MaxValues">Object with an upper bound by physical column name, or undefined.</param>
/// <param name="NullCount">Object with the number of nulls by physical column name, or undefined.</param>
public sealed record FileStatistics(long? NumRecords, bool TightBounds, JsonElement MinValues, JsonElement MaxValues, JsonElement NullCount)
{
    /// <summary>Parses <c>add.stats</c>; null when it is empty or damaged, for statistics may always be missing.</summary>
    internal static FileStatistics? Parse(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return new FileStatistics(
                root.TryGetProperty("numRecords", out var rows) && rows.ValueKind == JsonValueKind.Number && rows.TryGetInt64(out var count) ? count : null,
                !root.TryGetProperty("tightBounds", out var tight) || tight.ValueKind != JsonValueKind.False,
                Member(root, "minValues"),
                Member(root, "maxValues"),
                Member(root, "nullCount"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Only the number of rows, without parsing the rest where it comes first, as all writers place it.</summary>
    internal static long? ReadNumRecords(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (!json.IsEmpty && reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    if (reader.ValueTextEquals("numRecords"u8))
                    {
                        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) ? count : null;
                    }

                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private static JsonElement Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.Clone() : default;
}
