#pragma warning disable CA1720 // the protocol's type names are what they are
namespace Lakehouse.Delta;

/// <summary>A type without parameters.</summary>
/// <param name="Name">The name in the schema's JSON: <c>string</c>, <c>long</c>, <c>timestamp_ntz</c> …</param>
public sealed record PrimitiveType(string Name) : DataType
{
    /// <summary>UTF-8 text.</summary>
    public static PrimitiveType String { get; } = new("string");

    /// <summary>64-bit signed integer.</summary>
    public static PrimitiveType Long { get; } = new("long");

    /// <summary>32-bit signed integer.</summary>
    public static PrimitiveType Integer { get; } = new("integer");

    /// <summary>16-bit signed integer.</summary>
    public static PrimitiveType Short { get; } = new("short");

    /// <summary>8-bit signed integer.</summary>
    public static PrimitiveType Byte { get; } = new("byte");

    /// <summary>32-bit IEEE 754 number.</summary>
    public static PrimitiveType Float { get; } = new("float");

    /// <summary>64-bit IEEE 754 number.</summary>
    public static PrimitiveType Double { get; } = new("double");

    /// <summary>True or false.</summary>
    public static PrimitiveType Boolean { get; } = new("boolean");

    /// <summary>Bytes.</summary>
    public static PrimitiveType Binary { get; } = new("binary");

    /// <summary>Calendar day without a time zone.</summary>
    public static PrimitiveType Date { get; } = new("date");

    /// <summary>Instant in microseconds since 1970, UTC.</summary>
    public static PrimitiveType Timestamp { get; } = new("timestamp");

    /// <summary>Date and time of day in microseconds, without a time zone (feature <c>timestampNtz</c>).</summary>
    public static PrimitiveType TimestampNtz { get; } = new("timestamp_ntz");

    /// <summary>Semi-structured value (feature <c>variantType</c>).</summary>
    public static PrimitiveType Variant { get; } = new("variant");

    /// <summary>A column that holds only nulls and is in no data file.</summary>
    public static PrimitiveType Void { get; } = new("void");

    /// <summary>Whether it is a <c>geometry(…)</c> or <c>geography(…)</c> (feature <c>geospatial</c>).</summary>
    internal bool IsSpatial => Name.StartsWith("geometry", StringComparison.Ordinal) || Name.StartsWith("geography", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
