namespace Lakehouse.Delta;

/// <summary>The table's metadata: schema, partitioning and properties.</summary>
/// <param name="Id">Identity of the table, a GUID.</param>
/// <param name="SchemaString">The schema as JSON text; "" where a writer committed none, which means no columns.</param>
/// <param name="PartitionColumns">Logical names of the partition columns, in order.</param>
public sealed record Metadata(string Id, string SchemaString, IReadOnlyList<string> PartitionColumns) : LogAction
{
    /// <summary>Name that a user gave the table, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Description that a user gave the table, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Encoding of the data files; only <c>parquet</c> is supported.</summary>
    public string FormatProvider { get; init; } = "parquet";

    /// <summary>Options of the encoding.</summary>
    public IReadOnlyDictionary<string, string?> FormatOptions { get; init; } = EmptyMap.Instance;

    /// <summary>Table properties such as <c>delta.appendOnly</c>.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = EmptyMap.Instance;

    /// <summary>Time when the metadata was made, or null.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>A property's value, or null.</summary>
    public string? Property(string key) => Configuration.GetValueOrDefault(key);

    /// <summary>Whether a property is <c>true</c>.</summary>
    public bool IsOn(string key) => string.Equals(Property(key), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a property that is on unless set is <c>false</c>.</summary>
    internal bool IsOff(string key) => string.Equals(Property(key), "false", StringComparison.OrdinalIgnoreCase);
}
