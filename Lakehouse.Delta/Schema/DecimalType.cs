namespace Lakehouse.Delta;

/// <summary>A decimal number.</summary>
/// <param name="Precision">Digits in all, 1 to 38.</param>
/// <param name="Scale">Digits after the point, 0 to <paramref name="Precision"/>.</param>
public sealed record DecimalType(int Precision, int Scale) : DataType
{
    /// <inheritdoc/>
    public override string ToString() => $"decimal({Precision},{Scale})";
}
