using System.Text.Json;

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
