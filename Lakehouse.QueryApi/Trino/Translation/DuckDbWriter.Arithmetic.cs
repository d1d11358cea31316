using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary><c>+ - * / % ||</c></summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteChain(Chain chain)
    {
        var value = Write(chain.First);
        if (chain.Rest[0].Operator == "||")
        {
            return WriteConcatenation([value, .. chain.Rest.Select(item => Write(item.Operand))]);
        }

        foreach (var (symbol, operand) in chain.Rest)
        {
            var right = Write(operand);
            var isKnownNonzero = Resolve(operand) is Literal { Kind: LiteralKind.Integer or LiteralKind.Decimal or LiteralKind.Double } number && number.Text.AsSpan().ContainsAnyInRange('1', '9');
            value = symbol switch
            {
                "/" => Divide(value, right, isKnownNonzero),
                "%" => new(isKnownNonzero ? $"({value.Sql} % {right.Sql})" : $"trino_mod({value.Sql}, {right.Sql})", Arithmetic(value, right)),
                "*" => new($"({value.Sql} * {right.Sql})", value.Base == "interval" || right.Base == "interval" ? "interval" : Arithmetic(value, right)),
                _ => Add(value, symbol, right),
            };
            _ = Bounded(value.Sql);
        }

        return value;
    }

    private static Typed Divide(Typed left, Typed right, bool isKnownNonzero)
    {
        var type = Arithmetic(left, right);
        if (!isKnownNonzero || type is null)
        {
            return new($"trino_div({left.Sql}, {right.Sql})", type);
        }

        return TypeText.IsInteger(type) ? new($"({left.Sql} // {right.Sql})", type)
            : TypeText.IsFloating(type) ? new($"({left.Sql} / {right.Sql})", type)
            : new($"cast_to_type({left.Sql} / {right.Sql}, {left.Sql} + {right.Sql})", type);
    }

    /// <summary>A date plus an interval of days stays a date; the difference of two dates is an interval.</summary>
    private static Typed Add(Typed left, string symbol, Typed right)
    {
        var plain = $"({left.Sql} {symbol} {right.Sql})";
        return (left.Base, right.Base) switch
        {
            ("interval", "interval") => new(plain, "interval"),
            (_, "interval") => new($"cast_to_type({left.Sql} {symbol} {right.Sql}, {left.Sql})", left.Type),
            ("interval", _) => new($"cast_to_type({left.Sql} {symbol} {right.Sql}, {right.Sql})", right.Type),
            ("date", "date") when symbol == "-" => new($"to_days(CAST({left.Sql} - {right.Sql} AS INTEGER))", "interval"),
            ("timestamp" or "timestamp with time zone" or "time" or "date", "timestamp" or "timestamp with time zone" or "time" or "date") when symbol == "-" => new(plain, "interval"),
            _ => new(plain, Arithmetic(left, right)),
        };
    }

    private static string? Arithmetic(Typed left, Typed right)
    {
        if (left.Type is null || right.Type is null)
        {
            return null;
        }

        return TypeText.IsFloating(left.Type) || TypeText.IsFloating(right.Type)
            ? left.Type is "double" || right.Type is "double" ? "double" : "real"
            : Promote(left.Type, right.Type) is { } type && (TypeText.IsInteger(type) || TypeText.Base(type) == "decimal") ? TypeText.Base(type) : null;
    }

    /// <summary>Text, binary values, arrays, and an array with an element on either side.</summary>
    private static Typed WriteConcatenation(IReadOnlyList<Typed> operands)
    {
        var type = operands.FirstOrDefault(operand => operand.Base == "array").Type;
        if (type is null)
        {
            return new($"({string.Join(" || ", operands.Select(operand => operand.Sql))})", operands.All(operand => operand.Base == "varchar") ? "varchar" : operands.All(operand => operand.Base == "varbinary") ? "varbinary" : null);
        }

        // What is not known to be an array, beside one, is an element; unknown types are taken for arrays only where all may be.
        return new($"({string.Join(" || ", operands.Select(operand => operand.Base is "array" ? operand.Sql : operand.Base is null ? operand.Sql : $"[{operand.Sql}]"))})", type);
    }
}
