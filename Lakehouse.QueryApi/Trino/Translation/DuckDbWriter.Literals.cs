using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Literals.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteLiteral(Literal literal) => literal.Kind switch
    {
        LiteralKind.Null => new("NULL", null),
        LiteralKind.Boolean => new(literal.Text, "boolean"),
        LiteralKind.Integer when !long.TryParse(literal.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _) && literal.Text.TrimStart('0') != "9223372036854775808" => throw Invalid(literal.Offset, $"Invalid numeric literal: {literal.Text}"),
        LiteralKind.Integer => new(literal.Text, int.TryParse(literal.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "integer" : "bigint") { IsLiteral = true },
        LiteralKind.Decimal => WriteDecimal(literal.Text),
        LiteralKind.Double => new($"CAST({literal.Text} AS DOUBLE)", "double") { IsLiteral = true },
        LiteralKind.Text => new(SqlText.Literal(literal.Text), "varchar"),
        _ => new($"unhex('{literal.Text}')", "varbinary"),
    };

    /// <summary><c>1.50</c> is decimal(3,2), <c>.5</c> decimal(1,1).</summary>
    private static Typed WriteDecimal(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var scale = Math.Min(point < 0 ? 0 : text.Length - point - 1, 38);
        var digits = text.Replace(".", "", StringComparison.Ordinal).TrimStart('-', '+').TrimStart('0').Length;
        var type = NumericTypes.Decimal(Math.Max(digits, scale), scale);
        return new($"CAST('{text}' AS {type.ToUpperInvariant()})", type) { IsLiteral = true };
    }

    private Typed WriteTypedLiteral(TypedLiteral literal)
    {
        var text = SqlText.Literal(literal.Text);
        switch (literal.Type)
        {
            case "DATE":
                return new($"CAST({text} AS DATE)", "date");
            case "TIME":
                return new($"CAST({text} AS TIME)", TypeText.Moment("time", FractionDigits(literal.Text)));
            case "TIMESTAMP":
                if (DateTime.TryParseExact(literal.Text.Trim(), ["yyyy-M-d", "yyyy-M-d H:m", "yyyy-M-d H:m:s", "yyyy-M-d H:m:s.FFFFFFF", "yyyy-M-d'T'H:m:s.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                {
                    return new($"CAST({text} AS TIMESTAMP)", TypeText.Moment("timestamp", FractionDigits(literal.Text)));
                }

                return ZonedTime.TryParse(literal.Text, out var instant, out var zone)
                    ? new($"CAST('{instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture)}' AS TIMESTAMPTZ)", TypeText.Moment("timestamp with time zone", FractionDigits(literal.Text), zone))
                    : throw Invalid(literal.Offset, $"'{literal.Text}' is not a valid TIMESTAMP literal");
            case "DECIMAL":
                return literal.Text.All(character => char.IsAsciiDigit(character) || character is '.' or '-' or '+') ? WriteDecimal(literal.Text) : throw Invalid(literal.Offset, $"'{literal.Text}' is not a valid DECIMAL literal");
            case "JSON":
                return new($"trino_json_parse({text})", "json");
            default:
                var name = literal.Type.ToLowerInvariant();
                var type = new DataTypeName(literal.Offset, name, [], [], []);
                return new($"CAST({text} AS {TypeWriter.Duck(type, sql)})", TypeWriter.Name(type));
        }
    }

    /// <summary>A literal has the precision that it is written with: 3 of <c>12:00:00.123 UTC</c>.</summary>
    private static int FractionDigits(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length - point - 1;
    }
}
