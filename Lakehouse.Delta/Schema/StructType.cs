namespace Lakehouse.Delta;

/// <summary>Named fields in order: a nested value, or the schema of a table.</summary>
/// <param name="Fields">The fields; names are unique without regard to case.</param>
public sealed record StructType(IReadOnlyList<StructField> Fields) : DataType
{
    /// <summary>The field of a name, compared without regard to case as Delta does, or null.</summary>
    public StructField? Find(string name) =>
        Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public bool Equals(StructType? other) => other is not null && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => Fields.Aggregate(17, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"struct<{string.Join(",", Fields.Select(field => $"{field.Name}:{field.Type}"))}>";
}
