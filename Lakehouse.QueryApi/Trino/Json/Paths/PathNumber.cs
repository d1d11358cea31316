using System.Globalization;
using System.Text;

namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>A number of a path: whole, with exact digits, or a double. Two of them are taken as the wider one of their types, as SQL does.</summary>
internal readonly struct PathNumber
{
    private readonly JsonToken kind;
    private readonly long integer;
    private readonly decimal exact;
    private readonly double floating;

    private PathNumber(JsonToken kind, long integer, decimal exact, double floating) => (this.kind, this.integer, this.exact, this.floating) = (kind, integer, exact, floating);

    private bool IsFloating => kind == JsonToken.Float;

    private bool IsInteger => kind == JsonToken.Integer;

    private double AsDouble => IsFloating ? floating : IsInteger ? integer : (double)exact;

    private decimal AsDecimal => IsInteger ? integer : exact;

    /// <summary>The number of an item.</summary>
    /// <returns>Null when it is none, or a whole one beyond a bigint.</returns>
    public static PathNumber? Read(JsonItem item)
    {
        if (item.IsDecimal)
        {
            return decimal.TryParse(item.Json.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? new PathNumber(JsonToken.Null, 0, exact, 0)
                : throw new FunctionException($"NOT_SUPPORTED: {Encoding.UTF8.GetString(item.Json.Span)} has more digits than a JSON path computes with here (28)");
        }

        return item.Kind switch
        {
            JsonToken.Integer => long.TryParse(item.Json.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? new PathNumber(JsonToken.Integer, integer, 0, 0) : null,
            JsonToken.Float => new PathNumber(JsonToken.Float, 0, 0, double.Parse(item.Json.Span, NumberStyles.Float, CultureInfo.InvariantCulture)),
            _ => null,
        };
    }

    public static JsonItem Write(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new FunctionException("NOT_SUPPORTED: A JSON path whose computation gives no finite number is not answered here");
        }

        var buffer = new JsonBuffer();
        JsonText.WriteNumber(value, buffer);
        return new(buffer.Written.ToArray());
    }

    public static JsonItem Write(decimal value) => new(Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)), IsDecimal: true);

    /// <summary>A number's opposite.</summary>
    public static JsonItem Negate(JsonItem item) => Read(item) is { } number ? number.Negate() ?? item : item;

    /// <returns>Null when it overflows.</returns>
    public JsonItem? Negate() => IsFloating ? Write(-floating) : IsInteger ? Whole(-(Int128)integer, IsInt(integer)) : Write(-exact);

    public JsonItem ToItem() => IsFloating ? Write(floating) : IsInteger ? JsonItem.Of(integer) : Write(exact);

    /// <returns>Null when it overflows.</returns>
    public JsonItem? Abs() => AsDouble >= 0 ? ToItem() : Negate();

    public JsonItem Ceiling() => IsFloating ? Write(Math.Ceiling(floating)) : IsInteger ? ToItem() : Write(decimal.Ceiling(exact));

    public JsonItem Floor() => IsFloating ? Write(Math.Floor(floating)) : IsInteger ? ToItem() : Write(decimal.Floor(exact));

    public JsonItem ToDouble() => Write(AsDouble);

    /// <summary>The whole number that a subscript is.</summary>
    public long ToSubscript()
    {
        var value = IsInteger ? integer : AsDouble;
        return IsInteger ? integer : value == Math.Truncate(value) && Math.Abs(value) < 1e15 ? (long)value
            : throw new FunctionException("NOT_SUPPORTED: A subscript of a JSON path that is no whole number is not answered here");
    }

    public int CompareTo(PathNumber other) => IsFloating || other.IsFloating ? AsDouble.CompareTo(other.AsDouble)
        : IsInteger && other.IsInteger ? integer.CompareTo(other.integer) : AsDecimal.CompareTo(other.AsDecimal);

    /// <summary>Computes <c>+ - * / %</c>: whole numbers divide to whole ones, decimals keep the longer scale.</summary>
    /// <param name="sign">The operator.</param>
    /// <param name="other">The right side.</param>
    /// <param name="failure">Trino's reason when there is no result.</param>
    public JsonItem? Compute(char sign, PathNumber other, out string failure)
    {
        failure = "";
        if (IsFloating || other.IsFloating)
        {
            return Write(sign switch { '+' => AsDouble + other.AsDouble, '-' => AsDouble - other.AsDouble, '*' => AsDouble * other.AsDouble, '/' => AsDouble / other.AsDouble, _ => AsDouble % other.AsDouble });
        }

        if (sign is '/' or '%' && other.AsDecimal == 0)
        {
            failure = "Division by zero";
            return null;
        }

        if (!IsInteger || !other.IsInteger)
        {
            return ComputeExact(sign, AsDecimal, other.AsDecimal);
        }

        Int128 left = integer, right = other.integer;
        failure = "Numeric value out of range";
        return Whole(sign switch { '+' => left + right, '-' => left - right, '*' => left * right, '/' => left / right, _ => left % right }, IsInt(integer) && IsInt(other.integer));
    }

    private static JsonItem ComputeExact(char sign, decimal left, decimal right)
    {
        try
        {
            var scale = Math.Max(left.Scale, right.Scale);
            return Write(sign switch
            {
                '+' => left + right,
                '-' => left - right,
                '*' when left.Scale + right.Scale <= 28 => left * right,
                '/' => decimal.Round(left / right, scale, MidpointRounding.AwayFromZero) + new decimal(0, 0, 0, false, scale),
                '%' => (left % right) + new decimal(0, 0, 0, false, scale),
                _ => throw new OverflowException(),
            });
        }
        catch (OverflowException)
        {
            throw new FunctionException("NOT_SUPPORTED: A JSON path computes with up to 28 digits here");
        }
    }

    /// <summary>Two integers make an integer, which overflows where a bigint would not.</summary>
    private static JsonItem? Whole(Int128 value, bool isInt) => value <= (isInt ? int.MaxValue : long.MaxValue) && value >= (isInt ? int.MinValue : long.MinValue) ? JsonItem.Of((long)value) : null;

    private static bool IsInt(long value) => value is >= int.MinValue and <= int.MaxValue;
}
