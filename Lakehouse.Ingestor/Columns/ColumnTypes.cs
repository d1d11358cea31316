using ParquetSharp;

namespace Lakehouse.Ingestor.Columns;

/// <summary>Postgres's types and how they are stored: docs/types.md in code.</summary>
internal static class ColumnTypes
{
    /// <summary>Text as UTF-8.</summary>
    public static readonly ColumnType Text = new("string", PhysicalType.ByteArray, LogicalType.String, () => new TextBuffer());

    /// <summary>Points in time, in microseconds, UTC.</summary>
    public static readonly ColumnType Instant = Timestamp("timestamp (UTC)", adjustedToUtc: true);

    /// <summary>What has no better place: as Postgres prints it.</summary>
    private static readonly ColumnType Printed = Text with { AsText = true };

    private static readonly Dictionary<string, ColumnType> Known = new(StringComparer.Ordinal)
    {
        ["bool"] = new("boolean", PhysicalType.Boolean, LogicalType.None, () => new BooleanBuffer()),
        ["int2"] = new("int16", PhysicalType.Int32, () => LogicalType.Int(16, isSigned: true), () => new Int16Buffer()),
        ["int4"] = new("int32", PhysicalType.Int32, LogicalType.None, () => new Int32Buffer()),
        ["int8"] = new("int64", PhysicalType.Int64, LogicalType.None, () => new Int64Buffer()),
        ["oid"] = new("int64", PhysicalType.Int64, LogicalType.None, () => new ObjectIdBuffer()),
        ["float4"] = new("float", PhysicalType.Float, LogicalType.None, () => new SingleBuffer()),
        ["float8"] = new("double", PhysicalType.Double, LogicalType.None, () => new DoubleBuffer()),
        ["text"] = Text,
        ["varchar"] = Text,
        ["bpchar"] = Text,
        ["json"] = Text,
        ["jsonb"] = Text with { Buffer = () => new JsonbBuffer() },
        ["uuid"] = Text with { Buffer = () => new UuidBuffer() },
        ["bytea"] = new("binary", PhysicalType.ByteArray, LogicalType.None, () => new ByteaBuffer()),
        ["date"] = new("date", PhysicalType.Int32, LogicalType.Date, () => new DateBuffer()),
        ["timestamp"] = Timestamp("timestamp", adjustedToUtc: false),
        ["timestamptz"] = Instant,
    };

    /// <summary>The stored form of a type.</summary>
    /// <param name="name">Its name in <c>pg_type</c>, of the base type when it is a domain.</param>
    /// <param name="builtIn">Whether it is Postgres's own and not an extension's or a user's of the same name.</param>
    /// <param name="isEnum">Whether it is an enum, whose binary form is the label.</param>
    /// <param name="modifier">The type modifier, or -1.</param>
    public static ColumnType For(string name, bool builtIn, bool isEnum, int modifier) =>
        isEnum ? Text
        : !builtIn ? Printed
        : name == "numeric" ? NumericOf(modifier)
        : Known.GetValueOrDefault(name, Printed);

    /// <summary>
    /// The modifier of numeric(p,s) is ((p &lt;&lt; 16) | (s &amp; 0x7ff)) + 4, s being an 11-bit two's complement number. Without one
    /// a numeric has up to 131,072 digits before and 16,383 after the point: only text holds them.
    /// </summary>
    private static ColumnType NumericOf(int modifier)
    {
        if (modifier < 4)
        {
            return Printed;
        }

        var precision = (modifier - 4) >> 16;
        var scale = ((((modifier - 4) & 0x7ff) ^ 0x400) - 0x400);

        // numeric(3,-2) holds up to 99900, numeric(3,5) up to 0.00999: Parquet wants 0 <= scale <= precision.
        precision = scale < 0 ? precision - scale : Math.Max(precision, scale);
        scale = Math.Max(scale, 0);
        return precision > 38 ? Printed : DecimalOf(precision, scale);
    }

    private static ColumnType DecimalOf(int precision, int scale)
    {
        var name = $"decimal({precision},{scale})";
        LogicalType Logical() => LogicalType.Decimal(precision, scale);
        var width = WidthOf(precision);
        return precision switch
        {
            <= 9 => new(name, PhysicalType.Int32, Logical, () => new Decimal32Buffer(scale)),
            <= 18 => new(name, PhysicalType.Int64, Logical, () => new Decimal64Buffer(scale)),
            _ => new(name, PhysicalType.FixedLenByteArray, Logical, () => new Decimal128Buffer(scale, width), width),
        };
    }

    /// <summary>The fewest bytes whose two's complement holds so many decimal digits, which is what Spark writes too.</summary>
    private static int WidthOf(int precision) => (int)Math.Ceiling(((precision * Math.Log2(10)) + 1) / 8);

    private static ColumnType Timestamp(string name, bool adjustedToUtc) =>
        new(name, PhysicalType.Int64, () => LogicalType.Timestamp(adjustedToUtc, TimeUnit.Micros), () => new TimestampBuffer());
}
