using System.Globalization;
using System.Numerics;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json;

/// <summary>A JSON value as CAST reads it: the text that the engine's own cast to the type then takes.</summary>
internal static class JsonCast
{
    /// <summary>Reads a value for a type.</summary>
    /// <param name="json">The value.</param>
    /// <param name="type">Trino's name of a type that is no array, map or row: <c>integer</c>, <c>decimal(5,2)</c>, <c>varchar</c> …</param>
    /// <returns>The text; null of JSON's null.</returns>
    /// <exception cref="FunctionException">The value has no counterpart in the type.</exception>
    public static string? Read(ReadOnlySpan<byte> json, string type)
    {
        var scanner = new JsonScanner(json);
        var token = scanner.Read();
        var text = token == JsonToken.String ? scanner.IsEscaped ? JsonText.Unescape(scanner.Value) : Encoding.UTF8.GetString(scanner.Value) : Encoding.UTF8.GetString(scanner.Value);
        if (token is JsonToken.StartArray or JsonToken.StartObject or JsonToken.Malformed or JsonToken.End || scanner.Read() != JsonToken.End)
        {
            throw Fail(json, type);
        }

        return token == JsonToken.Null ? null : type switch
        {
            "varchar" => token == JsonToken.Float ? Scientific(double.Parse(text, CultureInfo.InvariantCulture)) : text,
            "boolean" => ReadBoolean(token, text) ?? throw Fail(json, type),
            "double" or "real" => ReadFloating(token, text) ?? throw Fail(json, type),
            "tinyint" or "smallint" or "integer" or "bigint" => ReadInteger(token, text) ?? throw Fail(json, type),
            _ => ReadDecimal(token, text, type) ?? throw Fail(json, type),
        };
    }

    /// <summary>As a double is cast to varchar: <c>1.5E0</c>, <c>0E0</c>.</summary>
    private static string Scientific(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? double.IsNegative(value) ? "-0E0" : "0E0" : value > 0 ? "Infinity" : "-Infinity";
        }

        // -1.5E+300 of "E16" may have digits that the shortest text has not: they are taken from that.
        var shortest = value.ToString("R", CultureInfo.InvariantCulture).TrimStart('-');
        var digits = new string([.. shortest.TakeWhile(character => character != 'E').Where(char.IsAsciiDigit)]).Trim('0');
        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "-" : "")}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent}");
    }

    private static string? ReadBoolean(JsonToken token, string text) => token switch
    {
        JsonToken.String => text.ToLowerInvariant() switch { "t" or "true" or "1" => "true", "f" or "false" or "0" => "false", _ => null },
        JsonToken.Integer or JsonToken.Float => double.Parse(text, CultureInfo.InvariantCulture) == 0 ? "false" : "true",
        _ => text,
    };

    private static string? ReadFloating(JsonToken token, string text) => token switch
    {
        JsonToken.True => "1",
        JsonToken.False => "0",
        JsonToken.String => text is "NaN" or "Infinity" or "-Infinity" or "+Infinity" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? text.Trim() : null,
        _ => text,
    };

    /// <summary>Halves are rounded away from zero.</summary>
    private static string? ReadInteger(JsonToken token, string text) => token switch
    {
        JsonToken.True => "1",
        JsonToken.False => "0",
        JsonToken.Float => Math.Round(double.Parse(text, CultureInfo.InvariantCulture), MidpointRounding.AwayFromZero) is var rounded && Math.Abs(rounded) <= 9.3e18 ? new BigInteger(rounded).ToString(CultureInfo.InvariantCulture) : null,
        _ => text.Length > 0 && text.AsSpan(text[0] is '-' or '+' ? 1 : 0) is { IsEmpty: false } digits && !digits.ContainsAnyExceptInRange('0', '9') ? text : null,
    };

    /// <summary>Exact, with the scale's digits, halves away from zero.</summary>
    private static string? ReadDecimal(JsonToken token, string text, string type)
    {
        if (token is JsonToken.True or JsonToken.False)
        {
            return token == JsonToken.True ? "1" : "0";
        }

        var scale = int.Parse(type.AsSpan(type.IndexOf(',', StringComparison.Ordinal) + 1).TrimEnd(')'), CultureInfo.InvariantCulture);
        var exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        if (!int.TryParse(exponentAt < 0 ? "0" : text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > 10_000)
        {
            return null;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (!BigInteger.TryParse(mantissa.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var digits) || mantissa.Count('.') > 1)
        {
            return null;
        }

        // digits × 10^shift, counted in the scale's last digit.
        var shift = exponent + scale - (point < 0 ? 0 : mantissa.Length - point - 1);
        var unscaled = shift >= 0 ? digits * BigInteger.Pow(10, shift) : RoundHalfUp(digits, BigInteger.Pow(10, -shift));
        var all = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(unscaled.Sign < 0 ? "-" : "")}{all[..^scale]}{(scale > 0 ? "." : "")}{all[^scale..]}";
    }

    private static BigInteger RoundHalfUp(BigInteger value, BigInteger divisor)
    {
        var (quotient, rest) = BigInteger.DivRem(BigInteger.Abs(value), divisor);
        return value.Sign * (rest * 2 >= divisor ? quotient + 1 : quotient);
    }

    private static FunctionException Fail(ReadOnlySpan<byte> json, string type) => new($"INVALID_CAST_ARGUMENT: Cannot cast '{Encoding.UTF8.GetString(json)}' to {type}");
}
