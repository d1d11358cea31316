using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lakehouse.Delta.Engine;

internal enum FilterValueKind
{
    Number,
    Floating,
    Text,
    Time,
    Boolean,
}

/// <summary>A value that can be compared as DuckDB compares it: bound of a column, partition value or constant of a condition.</summary>
internal readonly record struct FilterValue
{
    /// <summary>
    /// How far a bound that is a float may be off: texts of statistics of FLOAT columns are shorter than the number, and type widening
    /// turns such columns into DOUBLE.
    /// </summary>
    private const double FloatStep = 1.0 / (1 << 22);

    private FilterValue(FilterValueKind kind) => Kind = kind;

    public FilterValueKind Kind { get; }

    private Int128 Unscaled { get; init; }

    private int Scale { get; init; }

    private double Double { get; init; }

    private byte[] Utf8 { get; init; } = [];

    /// <summary>Microseconds since 1970 of a date or time.</summary>
    public long Micros => (long)Unscaled;

    public static FilterValue Number(Int128 unscaled, int scale = 0) => new(FilterValueKind.Number) { Unscaled = unscaled, Scale = scale };

    public static FilterValue Floating(double value) => new(FilterValueKind.Floating) { Double = value };

    public static FilterValue Text(byte[] utf8) => new(FilterValueKind.Text) { Utf8 = utf8 };

    public static FilterValue Time(long micros) => new(FilterValueKind.Time) { Unscaled = micros };

    public static FilterValue Boolean(bool value) => new(FilterValueKind.Boolean) { Unscaled = value ? 1 : 0 };

    /// <summary>Whether the number is exact, so that equal bounds mean equal values.</summary>
    public bool IsExact => Kind != FilterValueKind.Floating;

    /// <summary>The number as DOUBLE, for a comparison that DuckDB does in floating point.</summary>
    public FilterValue ToFloating() => Kind == FilterValueKind.Number ? Floating(AsDouble) : this;

    /// <summary>Compares this lower bound with a constant; null when they cannot be compared.</summary>
    public int? CompareAsLower(FilterValue constant) => Compare(constant, -1);

    /// <summary>Compares this upper bound with a constant; null when they cannot be compared.</summary>
    public int? CompareAsUpper(FilterValue constant) => Compare(constant, 1);

    /// <summary>Compares two constants of one kind.</summary>
    public int CompareAsConstant(FilterValue other) => Compare(other, 0) ?? 0;

    /// <summary>Whether a text starts with this one.</summary>
    public bool IsPrefixOf(FilterValue text) => Kind == FilterValueKind.Text && text.Kind == FilterValueKind.Text && text.Utf8.AsSpan().StartsWith(Utf8);

    private double AsDouble => Kind == FilterValueKind.Floating ? Double : (double)Unscaled / Math.Pow(10, Scale);

    [MethodImpl(FirstCall.IsFast)]
    private int? Compare(FilterValue other, int direction)
    {
        if (Kind == FilterValueKind.Floating || other.Kind == FilterValueKind.Floating)
        {
            return Kind <= FilterValueKind.Floating && other.Kind <= FilterValueKind.Floating ? CompareFloating(AsDouble, other.AsDouble, direction) : null;
        }

        if (Kind != other.Kind)
        {
            return null;
        }

        return Kind switch
        {
            FilterValueKind.Text => Utf8.AsSpan().SequenceCompareTo(other.Utf8),
            _ when Scale == other.Scale => Unscaled.CompareTo(other.Unscaled),
            _ => (Unscaled * BigInteger.Pow(10, other.Scale)).CompareTo(other.Unscaled * BigInteger.Pow(10, Scale)),
        };
    }

    private static int? CompareFloating(double bound, double constant, int direction)
    {
        if (double.IsNaN(bound) || double.IsNaN(constant))
        {
            return null;
        }

        if (double.IsInfinity(bound))
        {
            return bound.CompareTo(constant);
        }

        var widened = bound + (direction * ((Math.Abs(bound) * FloatStep) + float.Epsilon));
        return widened.CompareTo(constant);
    }
}
