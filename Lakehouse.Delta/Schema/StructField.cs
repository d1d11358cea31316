using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Delta;

/// <summary>One field of a <see cref="StructType"/>.</summary>
/// <param name="Name">Logical name: what queries use.</param>
/// <param name="Type">Type of the values.</param>
/// <param name="Nullable">Whether a value can be null.</param>
public sealed record StructField(string Name, DataType Type, bool Nullable = true)
{
    private static readonly Dictionary<string, JsonElement> NoMetadata = [];

    /// <summary>Column metadata such as <c>delta.columnMapping.id</c>, <c>delta.invariants</c> or <c>comment</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = NoMetadata;

    /// <summary>The name in data files, statistics and partition values: <c>delta.columnMapping.physicalName</c>, or the name itself.</summary>
    public string PhysicalName => Text("delta.columnMapping.physicalName") ?? Name;

    /// <summary>The Parquet field id that column mapping gave the column, or null.</summary>
    public int? FieldId => Metadata.TryGetValue("delta.columnMapping.id", out var id) && id.TryGetInt32(out var value) ? value : null;

    /// <summary>The SQL expression that every value must make true (<c>delta.invariants</c>), or null.</summary>
    internal string? Invariant => Text("delta.invariants") is { } json ? ColumnInvariant.Parse(json, Name) : null;

    /// <summary>The SQL expression that the values are (<c>delta.generationExpression</c>), or null.</summary>
    public string? GenerationExpression => Text("delta.generationExpression");

    /// <summary>The SQL expression of the value that rows without one get (<c>CURRENT_DEFAULT</c>), or null.</summary>
    public string? DefaultExpression => Text("CURRENT_DEFAULT");

    /// <summary>How the column numbers its rows (<c>delta.identity.*</c>), or null.</summary>
    public IdentityColumn? Identity => IdentityColumn.Of(this);

    /// <summary>What the column means (<c>comment</c>), or null.</summary>
    public string? Comment => Text("comment");

    /// <summary>The field with a value of its metadata set.</summary>
    internal StructField With(string key, JsonNode value) =>
        this with { Metadata = new Dictionary<string, JsonElement>(Metadata, StringComparer.Ordinal) { [key] = JsonSerializer.SerializeToElement(value) } };

    /// <summary>The field without some values of its metadata.</summary>
    internal StructField Without(params ReadOnlySpan<string> keys)
    {
        var metadata = new Dictionary<string, JsonElement>(Metadata, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            metadata.Remove(key);
        }

        return this with { Metadata = metadata };
    }

    /// <summary>A text value of the metadata, or null.</summary>
    public string? Text(string key) =>
        Metadata.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <inheritdoc/>
    public bool Equals(StructField? other) =>
        other is not null && Name == other.Name && Type == other.Type && Nullable == other.Nullable
        && Metadata.Count == other.Metadata.Count
        && Metadata.All(entry => other.Metadata.TryGetValue(entry.Key, out var value) && JsonElement.DeepEquals(entry.Value, value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Nullable);
}
