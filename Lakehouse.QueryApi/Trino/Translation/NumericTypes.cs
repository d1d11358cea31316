using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>The types of arithmetic's results, and the one that several values share.</summary>
internal static class NumericTypes
{
    private const int MaxPrecision = 38;

    /// <summary>The type of <c>a + b</c>, <c>a * b</c> …; null where one is no number, or not known.</summary>
    public static string? OfOperation(string symbol, string? left, string? right)
    {
        if (TypeText.Kind(left) != TypeKind.Number || TypeText.Kind(right) != TypeKind.Number)
        {
            return null;
        }

        if (TypeText.IsFloating(left) || TypeText.IsFloating(right))
        {
            return left is "double" || right is "double" ? "double" : "real";
        }

        if (TypeText.IsInteger(left) && TypeText.IsInteger(right))
        {
            return Widest(left!, right!);
        }

        if (Digits(left!) is not var (p1, s1) || Digits(right!) is not var (p2, s2))
        {
            return null;
        }

        var scale = Math.Max(s1, s2);
        return symbol switch
        {
            "*" => Decimal(p1 + p2, s1 + s2),
            "/" => Decimal(p1 + s2 + Math.Max(0, s2 - s1), scale),
            "%" => Decimal(Math.Min(p1 - s1, p2 - s2) + scale, scale),
            _ => Decimal(Math.Max(p1 - s1, p2 - s2) + scale + 1, scale),
        };
    }

    /// <summary>The type that holds both; null where one is not known, or there is none.</summary>
    public static string? Common(string? left, string? right)
    {
        if (left is null || right is null || left == right)
        {
            return left == right ? left : null;
        }

        var (a, b) = (TypeText.Base(left)!, TypeText.Base(right)!);
        return (TypeText.Kind(left), TypeText.Kind(right)) switch
        {
            (TypeKind.Number, TypeKind.Number) when TypeText.IsFloating(left) || TypeText.IsFloating(right) => a is "double" || b is "double" ? "double" : "real",
            (TypeKind.Number, TypeKind.Number) when TypeText.IsInteger(left) && TypeText.IsInteger(right) => Widest(left, right),
            (TypeKind.Number, TypeKind.Number) when Digits(left) is var (p1, s1) && Digits(right) is var (p2, s2) => Decimal(Math.Max(p1 - s1, p2 - s2) + Math.Max(s1, s2), Math.Max(s1, s2)),
            (TypeKind.Text, TypeKind.Text) => "varchar",
            (TypeKind.Moment, TypeKind.Moment) when TypeText.Zone(left) == TypeText.Zone(right) => TypeText.Moment(a == "date" ? b : b == "date" || a.Length > b.Length ? a : b, Math.Max(a == "date" ? 0 : TypeText.Precision(left), b == "date" ? 0 : TypeText.Precision(right)), TypeText.Zone(left)),
            (TypeKind.Time, TypeKind.Time) when a == b => TypeText.Moment(a, Math.Max(TypeText.Precision(left), TypeText.Precision(right))),
            (TypeKind.Array, TypeKind.Array) when Common(TypeText.Element(left), TypeText.Element(right)) is { } element => $"array({element})",
            _ => null,
        };
    }

    /// <summary>Digits in all and behind the point; null for a decimal whose digits the type does not tell, and for floating point.</summary>
    public static (int Precision, int Scale)? Digits(string type) => type switch
    {
        "tinyint" => (3, 0),
        "smallint" => (5, 0),
        "integer" => (10, 0),
        "bigint" => (19, 0),
        _ when TypeText.Base(type) == "decimal" && TypeText.Arguments(type) is [var precision, var scale] => (int.Parse(precision, CultureInfo.InvariantCulture), int.Parse(scale, CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary><c>decimal(p,s)</c>, at most 38 digits.</summary>
    public static string Decimal(int precision, int scale) => string.Create(CultureInfo.InvariantCulture, $"decimal({Math.Clamp(precision, 1, MaxPrecision)},{Math.Min(scale, MaxPrecision)})");

    private static string Widest(string left, string right) => left is "bigint" || right is "bigint" ? "bigint" : left is "integer" || right is "integer" ? "integer" : left is "smallint" || right is "smallint" ? "smallint" : "tinyint";
}
