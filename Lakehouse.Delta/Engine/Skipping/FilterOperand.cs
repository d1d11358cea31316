using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

/// <summary>A column of a filter, perhaps inside a cast that keeps the order of values.</summary>
/// <param name="Column">Number of the column in the filter.</param>
/// <param name="Type">Type of the values that are compared.</param>
/// <param name="Cast">What the cast does to the bounds.</param>
internal sealed record FilterOperand(int Column, DataType Type, OperandCast Cast)
{
    private const long DayMicros = 24L * 3600 * 1_000_000;

    [MethodImpl(FirstCall.IsFast)]
    public ColumnDomain Domain(ReadOnlySpan<ColumnDomain> columns)
    {
        var domain = columns[Column];
        return Cast switch
        {
            OperandCast.None => domain,
            OperandCast.ToFloating => domain with { Min = domain.Min?.ToFloating(), Max = domain.Max?.ToFloating() },
            OperandCast.ToDay => domain with { Min = Day(domain.Min, 0), Max = Day(domain.Max, 0) },
            _ => domain with { Min = Day(domain.Min, -ConstantRange.ZoneMicros), Max = Day(domain.Max, ConstantRange.ZoneMicros) },
        };
    }

    /// <summary>The operand cast to a DuckDB type, or null when that may change the order of values.</summary>
    public FilterOperand? CastTo(string duckType)
    {
        switch (Type, duckType)
        {
            case (PrimitiveType { Name: "byte" or "short" or "integer" or "long" }, "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT"):
                return this with { Type = PrimitiveType.Long };
            case (PrimitiveType { Name: "byte" or "short" or "integer" or "long" or "float" or "double" } or DecimalType, "DOUBLE"):
                return this with { Type = PrimitiveType.Double, Cast = OperandCast.ToFloating };
            case (PrimitiveType { Name: "date" or "timestamp_ntz" }, "TIMESTAMP"):
                return this with { Type = PrimitiveType.TimestampNtz };
            case (PrimitiveType { Name: "date" }, "DATE"):
                return this;
            case (PrimitiveType { Name: "timestamp_ntz" }, "DATE"):
                return this with { Type = PrimitiveType.Date, Cast = OperandCast.ToDay };
            case (PrimitiveType { Name: "timestamp" }, "DATE"):
                return this with { Type = PrimitiveType.Date, Cast = OperandCast.ToDayInAnyZone };
            case (PrimitiveType { Name: "string" }, "VARCHAR"):
                return this;
            default:
                return null;
        }
    }

    private static FilterValue? Day(FilterValue? time, long shift) =>
        time is { Kind: FilterValueKind.Time, Micros: var micros } ? FilterValue.Time(micros + shift - ((((micros + shift) % DayMicros) + DayMicros) % DayMicros)) : null;
}

internal enum OperandCast
{
    None,
    ToFloating,
    ToDay,
    ToDayInAnyZone,
}
