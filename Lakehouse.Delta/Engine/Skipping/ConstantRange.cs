namespace Lakehouse.Delta.Engine;

/// <summary>A constant of a condition; a range where its value hangs on the time zone of the connection that will run the scan.</summary>
internal readonly record struct ConstantRange(FilterValue Low, FilterValue High)
{
    /// <summary>Time zones lie less than this far from UTC.</summary>
    public const long ZoneMicros = 16L * 3600 * 1_000_000;

    public bool IsPoint => Low == High;

    public static ConstantRange Of(FilterValue value) => new(value, value);

    /// <summary>A local time whose zone is not known.</summary>
    public static ConstantRange InAnyZone(long micros) => new(FilterValue.Time(micros - ZoneMicros), FilterValue.Time(micros + ZoneMicros));
}
