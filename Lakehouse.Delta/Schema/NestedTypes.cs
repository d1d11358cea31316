namespace Lakehouse.Delta;

/// <summary>A list of values of one type.</summary>
/// <param name="ElementType">Type of the elements.</param>
/// <param name="ContainsNull">Whether an element can be null.</param>
public sealed record ArrayType(DataType ElementType, bool ContainsNull) : DataType
{
    /// <inheritdoc/>
    public override string ToString() => $"array<{ElementType}>";
}

/// <summary>A map; keys are never null.</summary>
/// <param name="KeyType">Type of the keys.</param>
/// <param name="ValueType">Type of the values.</param>
/// <param name="ValueContainsNull">Whether a value can be null.</param>
public sealed record MapType(DataType KeyType, DataType ValueType, bool ValueContainsNull) : DataType
{
    /// <inheritdoc/>
    public override string ToString() => $"map<{KeyType},{ValueType}>";
}
