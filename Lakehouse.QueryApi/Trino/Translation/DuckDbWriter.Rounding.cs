using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Sums, averages and rounded numbers, whose types and digits are other ones in the engine.</summary>
internal sealed partial class DuckDbWriter
{
    /// <summary>The engine's sum of integers has 128 bits and its average of decimals floating point; Trino's have 64 and the decimal's scale.</summary>
    private Typed WriteSumOrAverage(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        if (value.Sql == "NULL")
        {
            // NULL has no type, and numbers and intervals are added up alike.
            throw Invalid(call.Offset, "AMBIGUOUS_FUNCTION_CALL: Could not choose a best candidate operator. Explicit type casts must be added.");
        }

        var over = WriteFilterAndOver(call);
        var result = $"{call.Function}({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
        var digits = value.Base == "decimal" ? NumericTypes.Digits(value.Type!) : null;
        if (call.Function == "sum")
        {
            return TypeText.IsInteger(value.Type) ? new($"CAST({result} AS BIGINT)", "bigint")
                : digits is var (_, scale) ? new(result, NumericTypes.Decimal(38, scale))
                : TypeText.IsFloating(value.Type) || TypeText.Kind(value.Type) is TypeKind.Duration or TypeKind.Months ? new(value.Type == "real" ? $"CAST({result} AS FLOAT)" : result, value.Type)
                : new($"cast_to_type({result}, struct_extract({{'i': CAST(0 AS BIGINT), 'o': {result}}}, CASE WHEN typeof({result}) = 'HUGEINT' THEN 'i' ELSE 'o' END))", null);
        }

        if (digits is var (precision, places))
        {
            // Of the sum's digits, for the engine's average has floating point's 15.
            var sum = $"sum({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
            var count = $"count({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
            return new(Scaled($"trino_half_up({Unscaled(sum, (38, places))}, nullif({count}, 0))", (precision, places)), value.Type);
        }

        var greatest = $"max({value.Sql}){over}";
        return TypeText.IsInteger(value.Type) || value.Type == "double" ? new(result, "double")
            : value.Base is "real" ? new($"cast_to_type({result}, {greatest})", value.Type)
            : new($"cast_to_type({result}, struct_extract({{'d': trino_unless_decimal({greatest}), 'o': CAST(0 AS DOUBLE)}}, CASE WHEN typeof({greatest}) = 'FLOAT' THEN 'd' ELSE 'o' END))", null);
    }

    /// <summary>A decimal keeps its scale: round(3.14159, 2) is 3.14000.</summary>
    private Typed WriteRound(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        var function = call.Function == "round" ? "round" : "trunc";
        if (call.Arguments.Count == 1)
        {
            var whole = value.Base == "decimal" ? NumericTypes.Digits(value.Type!) : null;
            return new($"{function}({value.Sql})", whole is var (precision, scale) ? NumericTypes.Decimal(Math.Max(1, precision - scale + (function == "round" ? Math.Min(scale, 1) : 0)), 0) : value.Type);
        }

        var digits = Write(call.Arguments[1]).Sql;
        var rounded = $"{function}({value.Sql}, CAST({digits} AS INTEGER))";
        return value.Type == "double" ? new(rounded, "double") : new($"cast_to_type({rounded}, {value.Sql} + {value.Sql})", value.Base == "decimal" && NumericTypes.Digits(value.Type!) is var (p, s) ? NumericTypes.Decimal(function == "round" ? p + 1 : p, s) : value.Type);
    }
}
