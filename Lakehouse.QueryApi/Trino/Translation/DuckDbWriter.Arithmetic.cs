using System.Globalization;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary><c>+ - * / % ||</c></summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteChain(Chain chain)
    {
        if (chain.Rest[0].Operator == "||")
        {
            return WriteConcatenation(chain.Offset, [Write(chain.First), .. chain.Rest.Select(item => Write(item.Operand))]);
        }

        var value = WriteInstant(chain.First);
        foreach (var (symbol, operand) in chain.Rest)
        {
            var right = WriteInstant(operand);
            var isKnownNonzero = Resolve(operand) is Literal { Kind: LiteralKind.Integer or LiteralKind.Decimal or LiteralKind.Double } number && number.Text.AsSpan().ContainsAnyInRange('1', '9');
            value = Operate(chain.Offset, symbol, value, right, isKnownNonzero);
            _ = Bounded(value.Sql);
        }

        return value;
    }

    private Typed Operate(int offset, string symbol, Typed left, Typed right, bool isKnownNonzero)
    {
        var (a, b) = (TypeText.Kind(left.Type), TypeText.Kind(right.Type));
        switch (a, b)
        {
            case (TypeKind.Unknown, TypeKind.Unknown) or (TypeKind.Unknown, TypeKind.Number) or (TypeKind.Number, TypeKind.Unknown) or (TypeKind.Number, TypeKind.Number):
                return OperateNumbers(symbol, left, right, isKnownNonzero);
            case (TypeKind.Duration or TypeKind.Months, TypeKind.Number) when symbol == "*":
                return new($"({left.Sql} * CAST({right.Sql} AS DOUBLE))", left.Type);
            case (TypeKind.Number, TypeKind.Duration or TypeKind.Months) when symbol == "*":
                return new($"({right.Sql} * CAST({left.Sql} AS DOUBLE))", right.Type);
            case (TypeKind.Duration or TypeKind.Months, TypeKind.Number) when symbol == "/":
                return new($"({left.Sql} / CAST({right.Sql} AS DOUBLE))", left.Type);
            case (TypeKind.Duration, TypeKind.Duration) or (TypeKind.Months, TypeKind.Months) when symbol is "+" or "-":
                return new($"({left.Sql} {symbol} {right.Sql})", left.Type);
            case (TypeKind.Moment, TypeKind.Moment) or (TypeKind.Time, TypeKind.Time) when symbol == "-" && (left.Base == "date") == (right.Base == "date"):
                return new(left.Base == "date" ? $"to_days(CAST({left.Sql} - {right.Sql} AS INTEGER))" : $"({left.Sql} - {right.Sql})", "interval day to second");
            case (TypeKind.Moment or TypeKind.Time, TypeKind.Duration or TypeKind.Months) when symbol is "+" or "-":
                return Move(symbol, left, right);
            case (TypeKind.Duration or TypeKind.Months, TypeKind.Moment or TypeKind.Time) when symbol == "+":
                return Move(symbol, right, left);
            case (TypeKind.Unknown, TypeKind.Duration or TypeKind.Months) when symbol is "+" or "-":
                return new($"cast_to_type({left.Sql} {symbol} {right.Sql}, {left.Sql})", null);
            case (TypeKind.Duration or TypeKind.Months, TypeKind.Unknown) when symbol == "+":
                return new($"cast_to_type({left.Sql} + {right.Sql}, {right.Sql})", null);
            case (TypeKind.Unknown, TypeKind.Moment or TypeKind.Time) or (TypeKind.Moment or TypeKind.Time, TypeKind.Unknown) when symbol is "+" or "-":
                return new($"({left.Sql} {symbol} {right.Sql})", null);
            default:
                throw Mismatch(offset, $"Cannot apply operator: {Shown(left.Type)} {symbol} {Shown(right.Type)}");
        }
    }

    private static Typed OperateNumbers(string symbol, Typed left, Typed right, bool isKnownNonzero)
    {
        var type = NumericTypes.OfOperation(symbol, left.Type, right.Type);
        // A literal beside a column of 8 or 16 bits is an integer of 32 bits all the same.
        var (a, b) = (Widened(left, right), Widened(right, left));
        return symbol switch
        {
            "/" => Divide(left with { Sql = a }, right with { Sql = b }, type, isKnownNonzero),
            "%" => new(isKnownNonzero ? $"({a} % {b})" : $"trino_mod({a}, {b})", type),
            _ => new($"({a} {symbol} {b})", type),
        };
    }

    private static string Widened(Typed value, Typed other) => value is { IsLiteral: true, Type: "integer" } && other.Type is null or "tinyint" or "smallint" ? $"CAST({value.Sql} AS INTEGER)" : value.Sql;

    private static Typed Divide(Typed left, Typed right, string? type, bool isKnownNonzero)
    {
        if (TypeText.Base(type) == "decimal" && NumericTypes.Digits(left.Type!) is { } dividend && NumericTypes.Digits(right.Type!) is { } divisor && NumericTypes.Digits(type!) is { } quotient)
        {
            // Of the digits as integers: 1.00 / 3.0 is 100 * 10 / 30, rounded; floating point would keep 15 digits only.
            return new(Scaled($"trino_half_up({Unscaled(left.Sql, dividend)} * {Power(quotient.Scale - dividend.Scale + divisor.Scale)}, {Unscaled(right.Sql, divisor)})", quotient), type);
        }

        return !isKnownNonzero || type is null ? new($"trino_div({left.Sql}, {right.Sql})", type)
            : TypeText.IsInteger(type) ? new($"({left.Sql} // {right.Sql})", type)
            : TypeText.IsFloating(type) ? new($"({left.Sql} / {right.Sql})", type)
            : new($"trino_div({left.Sql}, {right.Sql})", type);
    }

    /// <summary><c>1.25</c> as 125.</summary>
    private static string Unscaled(string sql, (int Precision, int Scale) digits) => string.Create(CultureInfo.InvariantCulture, $"CAST(CAST({sql} AS DECIMAL({digits.Precision},{digits.Scale}))")
        + (digits.Scale == 0 ? " AS HUGEINT)" : string.Create(CultureInfo.InvariantCulture, $" * CAST({Power(digits.Scale)} AS DECIMAL({Math.Min(digits.Scale + 1, 38)},0)) AS HUGEINT)"));

    /// <summary>125 as <c>1.25</c>.</summary>
    private static string Scaled(string sql, (int Precision, int Scale) digits) => digits.Scale == 0
        ? string.Create(CultureInfo.InvariantCulture, $"CAST({sql} AS DECIMAL({digits.Precision},0))")
        : string.Create(CultureInfo.InvariantCulture, $"CAST(CAST({sql} AS DECIMAL(38,0)) * CAST('0.{Power(digits.Scale - 1)[1..]}1' AS DECIMAL({digits.Scale},{digits.Scale})) AS DECIMAL({digits.Precision},{digits.Scale}))");

    private static string Power(int digits) => "1" + new string('0', digits);

    /// <summary>A date plus days stays a date; a timestamp moved by seconds has milliseconds at least, as intervals have.</summary>
    private static Typed Move(string symbol, Typed moment, Typed interval)
    {
        var isDuration = interval.Base == "interval day to second";
        if (moment.Base == "date")
        {
            return new(isDuration ? $"trino_move_date({moment.Sql}, {(symbol == "-" ? "-" : "")}{interval.Sql})" : $"CAST({moment.Sql} {symbol} {interval.Sql} AS DATE)", "date");
        }

        if (!isDuration && TypeText.Zone(moment.Type) is { } zone)
        {
            return new($"(({moment.Sql} AT TIME ZONE '{zone}' {symbol} {interval.Sql}) AT TIME ZONE '{zone}')", moment.Type);
        }

        return new($"({moment.Sql} {symbol} {interval.Sql})", isDuration ? TypeText.Moment(moment.Base!, Math.Max(3, TypeText.Precision(moment.Type!)), TypeText.Zone(moment.Type)) : moment.Type);
    }

    /// <summary>Text, binary values, arrays, and an array with an element on either side.</summary>
    private Typed WriteConcatenation(int offset, IReadOnlyList<Typed> operands)
    {
        var type = operands.FirstOrDefault(operand => operand.Base == "array").Type;
        if (type is null)
        {
            var isText = operands.All(operand => TypeText.Kind(operand.Type) is TypeKind.Text or TypeKind.Unknown);
            var isBinary = operands.All(operand => TypeText.Kind(operand.Type) is TypeKind.Binary or TypeKind.Unknown);
            return isText || isBinary
                ? new($"({string.Join(" || ", operands.Select(operand => operand.Sql))})", operands.Any(operand => operand.Type is null) ? null : isText ? "varchar" : "varbinary")
                : throw Mismatch(offset, $"Unexpected parameters ({string.Join(", ", operands.Select(operand => Shown(operand.Type)))}) for function concat");
        }

        if (operands.Any(operand => operand.Sql == "NULL"))
        {
            return new("NULL", type);
        }

        // What is not known to be an array, beside one, is an element; unknown types are taken for arrays only where all may be.
        return new($"({string.Join(" || ", operands.Select(operand => operand.Base is "array" ? operand.Sql : operand.Base is null ? operand.Sql : $"[{operand.Sql}]"))})", type);
    }
}
