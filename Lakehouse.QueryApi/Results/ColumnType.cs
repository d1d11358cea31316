using System.Text;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Results;

/// <summary>A result column's type: DuckDB's for reading it, Athena's (Trino's) name for showing it.</summary>
internal sealed class ColumnType
{
    /// <summary>How deep types may nest; deeper ones are refused.</summary>
    private const int MaxDepth = 64;

    private ColumnType(DuckDBType kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    public DuckDBType Kind { get; }

    /// <summary>The name Athena gives the type: <c>bigint</c>, <c>decimal(9,2)</c>, <c>array(varchar)</c> …</summary>
    public string Name { get; }

    /// <summary>The integer type that holds a decimal's digits or an enum's index.</summary>
    public DuckDBType Storage { get; private init; }

    /// <summary>Digits of a decimal.</summary>
    public int Precision { get; private init; }

    /// <summary>Digits after the point of a decimal.</summary>
    public int Scale { get; private init; }

    /// <summary>Element type of a list or array; key and value of a map; fields of a struct.</summary>
    public IReadOnlyList<ColumnType> Children { get; private init; } = [];

    /// <summary>Names of a struct's fields.</summary>
    public IReadOnlyList<string> FieldNames { get; private init; } = [];

    /// <summary>Labels of an enum, UTF-8.</summary>
    public IReadOnlyList<byte[]> Labels { get; private init; } = [];

    /// <summary>Length of a fixed-size array.</summary>
    public int Length { get; private init; }

    /// <summary>Values are scalars: they have a text form of their own.</summary>
    public bool IsScalar => Kind is not (DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map);

    /// <summary>Values are numbers, right-aligned in tables.</summary>
    public bool IsNumber => Kind is DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt or DuckDBType.HugeInt
        or DuckDBType.UnsignedTinyInt or DuckDBType.UnsignedSmallInt or DuckDBType.UnsignedInteger or DuckDBType.UnsignedBigInt or DuckDBType.UnsignedHugeInt
        or DuckDBType.Float or DuckDBType.Double or DuckDBType.Decimal;

    /// <summary>Reads DuckDB's description of a type.</summary>
    /// <exception cref="QueryException">The type cannot be returned.</exception>
    public static ColumnType Read(DuckDBLogicalType type) => Read(type, 0);

    private static ColumnType Read(DuckDBLogicalType type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new QueryException(Problem.UnsupportedType, $"A column's type nests more than {MaxDepth} levels deep. Select fewer levels.");
        }

        var kind = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        switch (kind)
        {
            case DuckDBType.Varchar:
                return new(kind, DuckDbInterop.TypeAlias(type) is "JSON" ? "json" : "varchar");
            case DuckDBType.Decimal:
                var scale = NativeMethods.LogicalType.DuckDBDecimalScale(type);
                var precision = NativeMethods.LogicalType.DuckDBDecimalWidth(type);
                return new(kind, $"decimal({precision},{scale})") { Precision = precision, Scale = scale, Storage = NativeMethods.LogicalType.DuckDBDecimalInternalType(type) };
            case DuckDBType.Enum:
                return new(kind, "varchar") { Storage = NativeMethods.LogicalType.DuckDBEnumInternalType(type), Labels = ReadLabels(type) };
            case DuckDBType.List:
                var element = Child(NativeMethods.LogicalType.DuckDBListTypeChildType(type), depth);
                return new(kind, $"array({element.Name})") { Children = [element] };
            case DuckDBType.Array:
                var item = Child(NativeMethods.LogicalType.DuckDBArrayTypeChildType(type), depth);
                return new(kind, $"array({item.Name})") { Children = [item], Length = (int)NativeMethods.LogicalType.DuckDBArrayVectorGetSize(type) };
            case DuckDBType.Map:
                var key = Child(NativeMethods.LogicalType.DuckDBMapTypeKeyType(type), depth);
                var value = Child(NativeMethods.LogicalType.DuckDBMapTypeValueType(type), depth);
                return new(kind, $"map({key.Name}, {value.Name})") { Children = [key, value] };
            case DuckDBType.Struct:
                return ReadStruct(type, depth);
            default:
                return new(kind, ScalarName(kind));
        }
    }

    private static ColumnType Child(DuckDBLogicalType type, int depth)
    {
        using (type)
        {
            return Read(type, depth + 1);
        }
    }

    private static ColumnType ReadStruct(DuckDBLogicalType type, int depth)
    {
        var count = (int)NativeMethods.LogicalType.DuckDBStructTypeChildCount(type);
        var names = new string[count];
        var children = new ColumnType[count];
        for (var index = 0; index < count; index++)
        {
            names[index] = NativeMethods.LogicalType.DuckDBStructTypeChildName(type, index);
            children[index] = Child(NativeMethods.LogicalType.DuckDBStructTypeChildType(type, index), depth);
        }

        var fields = names.Zip(children, (name, child) => name.Length == 0 ? child.Name : $"{name} {child.Name}");
        return new(DuckDBType.Struct, $"row({string.Join(", ", fields)})") { Children = children, FieldNames = names };
    }

    private static byte[][] ReadLabels(DuckDBLogicalType type)
    {
        var labels = new byte[NativeMethods.LogicalType.DuckDBEnumDictionarySize(type)][];
        for (var index = 0; index < labels.Length; index++)
        {
            labels[index] = Encoding.UTF8.GetBytes(NativeMethods.LogicalType.DuckDBEnumDictionaryValue(type, index));
        }

        return labels;
    }

    /// <summary>Trino has no unsigned types and none beyond 64 bits: those get the name of the smallest type that holds them.</summary>
    private static string ScalarName(DuckDBType kind) => kind switch
    {
        DuckDBType.Boolean => "boolean",
        DuckDBType.TinyInt => "tinyint",
        DuckDBType.SmallInt or DuckDBType.UnsignedTinyInt => "smallint",
        DuckDBType.Integer or DuckDBType.UnsignedSmallInt => "integer",
        DuckDBType.BigInt or DuckDBType.UnsignedInteger => "bigint",
        DuckDBType.UnsignedBigInt => "decimal(20,0)",
        DuckDBType.HugeInt or DuckDBType.UnsignedHugeInt => "decimal(38,0)",
        DuckDBType.Float => "real",
        DuckDBType.Double => "double",
        DuckDBType.Blob => "varbinary",
        DuckDBType.Date => "date",
        DuckDBType.Time => "time(6)",
        DuckDBType.TimeTz => "time(6) with time zone",
        DuckDBType.TimestampS => "timestamp(0)",
        DuckDBType.TimestampMs => "timestamp(3)",
        DuckDBType.Timestamp => "timestamp(6)",
        DuckDBType.TimestampNs => "timestamp(9)",
        DuckDBType.TimestampTz => "timestamp(6) with time zone",
        DuckDBType.Interval => "interval",
        DuckDBType.Uuid => "uuid",
        DuckDBType.SqlNull => "unknown",
        _ => throw new QueryException(Problem.UnsupportedType, $"A column has DuckDB's type {kind}, which has no counterpart in Athena and is not returned. CAST it to VARCHAR."),
    };
}
