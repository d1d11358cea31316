using System.Text.Json;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino;

/// <summary>Parameters that come as JSON values, as the literals that they are in SQL.</summary>
internal static class ParameterLiterals
{
    /// <exception cref="QueryException">The values are not an array of scalars.</exception>
    public static IReadOnlyList<Expression> Of(JsonElement? parameters) => parameters switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Of)],
        _ => throw new QueryException(Problem.InvalidParameters, "Athena's SQL has parameters by place only: give \"parameters\" as an array."),
    };

    private static Expression Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => new Literal(0, LiteralKind.Null, "NULL"),
        JsonValueKind.True => new Literal(0, LiteralKind.Boolean, "TRUE"),
        JsonValueKind.False => new Literal(0, LiteralKind.Boolean, "FALSE"),
        JsonValueKind.String => new Literal(0, LiteralKind.Text, value.GetString()!),
        JsonValueKind.Number => Number(value.GetRawText()),
        _ => throw new QueryException(Problem.InvalidParameters, $"A parameter is a JSON {value.ValueKind.ToString().ToLowerInvariant()}; a parameter is null, true, false, a number or a string."),
    };

    private static Expression Number(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.TrimStart('-');
        var kind = digits.AsSpan().ContainsAny('e', 'E') ? LiteralKind.Double : digits.Contains('.', StringComparison.Ordinal) ? LiteralKind.Decimal : LiteralKind.Integer;
        var literal = new Literal(0, kind, digits);
        return isNegative ? new Unary(0, '-', literal) : literal;
    }
}
