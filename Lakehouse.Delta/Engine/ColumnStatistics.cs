using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Turns the statistics that DuckDB's Parquet writer returns into <c>add.stats</c> (protocol: Per-file Statistics).</summary>
internal static class ColumnStatistics
{
    /// <summary>Strings are cut to this many characters, as by Delta Spark.</summary>
    private const int MaxTextLength = 32;

    /// <param name="schema">Schema of the data file, with physical names.</param>
    /// <param name="rows">Rows of the file.</param>
    /// <param name="columns">Quoted column path → statistic → text, such as <c>"a"."b"</c> → <c>min</c> → <c>1</c>.</param>
    /// <param name="wanted">Which leaf columns get statistics.</param>
    public static byte[] ToJson(StructType schema, long rows, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> columns, StatisticsColumns wanted)
    {
        var leaves = Leaves(schema, []).Where((leaf, position) => wanted.Contains(leaf.Path, position)).ToArray();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", rows);
            WriteTree(json, "minValues", leaves, leaf => Bound(leaf.Type, columns.GetValueOrDefault(leaf.Key), "min"));
            WriteTree(json, "maxValues", leaves, leaf => Bound(leaf.Type, columns.GetValueOrDefault(leaf.Key), "max"));
            WriteTree(json, "nullCount", leaves, leaf => columns.GetValueOrDefault(leaf.Key)?.GetValueOrDefault("null_count"));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Leaf columns outside lists and maps.</summary>
    private static IEnumerable<Leaf> Leaves(StructType schema, string[] parents)
    {
        foreach (var field in schema.Fields)
        {
            string[] path = [.. parents, field.PhysicalName];
            if (field.Type is StructType nested)
            {
                foreach (var leaf in Leaves(nested, path))
                {
                    yield return leaf;
                }
            }
            else if (field.Type is PrimitiveType or DecimalType)
            {
                yield return new Leaf(path, string.Join('.', path.Select(Sql.Name)), field.Type);
            }
        }
    }

    private static void WriteTree(Utf8JsonWriter json, string name, Leaf[] leaves, Func<Leaf, string?> value)
    {
        json.WriteStartObject(name);
        var open = Array.Empty<string>();
        foreach (var leaf in leaves)
        {
            if (value(leaf) is not { } text)
            {
                continue;
            }

            var parents = leaf.Path[..^1];
            var shared = open.Zip(parents).TakeWhile(pair => pair.First == pair.Second).Count();
            for (var i = open.Length; i > shared; i--)
            {
                json.WriteEndObject();
            }

            for (var i = shared; i < parents.Length; i++)
            {
                json.WriteStartObject(parents[i]);
            }

            open = parents;
            json.WritePropertyName(leaf.Path[^1]);
            json.WriteRawValue(text);
        }

        for (var i = open.Length; i > 0; i--)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A bound as JSON, or null where the type has none or the value cannot be one.</summary>
    private static string? Bound(DataType type, IReadOnlyDictionary<string, string>? statistics, string side)
    {
        if (statistics is null || !statistics.TryGetValue(side, out var text) || statistics.GetValueOrDefault("has_nan") == "true")
        {
            return null;
        }

        return type switch
        {
            DecimalType => WithUnits(text),
            PrimitiveType { Name: "byte" or "short" or "integer" or "long" } => text,
            PrimitiveType { Name: "float" or "double" } => Finite(text),
            PrimitiveType { Name: "string" } => TextBound(text, side == "max"),
            PrimitiveType { Name: "date" } => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? $"\"{text}\"" : null,
            PrimitiveType { Name: "timestamp" } => TimeBound(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            PrimitiveType { Name: "timestamp_ntz" } => TimeBound(text, "yyyy-MM-dd'T'HH:mm:ss.fff"),
            _ => null,
        };
    }

    /// <summary>DuckDB prints a decimal without places before the point as <c>-.5</c>, which JSON does not take for a number.</summary>
    private static string WithUnits(string text) =>
        text.StartsWith('.') ? $"0{text}" : text.StartsWith("-.", StringComparison.Ordinal) ? $"-0{text.AsSpan(1)}" : text;

    private static string? Finite(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null;

    /// <summary>Times are cut down to milliseconds on both sides, as the protocol says.</summary>
    private static string? TimeBound(string text, string format) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? $"\"{time.ToString(format, CultureInfo.InvariantCulture)}\"" : null;

    /// <summary>A cut upper bound must not sort before the value: it gets a last character that sorts after all that was cut off.</summary>
    private static string? TextBound(string text, bool upper)
    {
        if (text.Length > MaxTextLength)
        {
            var length = char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength;
            var rest = text.AsSpan(length);
            if (upper && rest.StartsWith("\U0010FFFF"))
            {
                return null; // nothing sorts after it but the text itself
            }

            text = text[..length];
            if (upper)
            {
                // U+10FFFF sorts last by code point; U+FFFD is enough, and shorter, when the rest has no character above it.
                text += rest.IndexOfAnyExceptInRange('\0', '\uD7FF') >= 0 ? "\U0010FFFF" : "\uFFFD";
            }
        }

        return text.Any(char.IsSurrogate) && !IsValid(text) ? null : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
    }

    private static bool IsValid(string text) => !text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);

    private readonly record struct Leaf(string[] Path, string Key, DataType Type);
}
