namespace Lakehouse.Ingestor.Columns;

/// <summary>Postgres counts dates and times from 2000-01-01, Parquet from 1970-01-01; both have infinities in practice.</summary>
internal static class PostgresTime
{
    /// <summary>Days from 1970-01-01 to 2000-01-01.</summary>
    public const int EpochDays = 10_957;

    /// <summary>Microseconds from 1970-01-01 to 2000-01-01.</summary>
    public const long EpochMicroseconds = EpochDays * 86_400_000_000L;

    /// <summary>How Postgres writes <c>infinity</c> and <c>-infinity</c>.</summary>
    public const int DateInfinity = int.MaxValue, DateNegativeInfinity = int.MinValue;

    /// <inheritdoc cref="DateInfinity"/>
    public const long TimestampInfinity = long.MaxValue, TimestampNegativeInfinity = long.MinValue;

    /// <summary>Days since 1970. Infinities become DuckDB's: the largest number, and its negative.</summary>
    public static int UnixDays(int days) => days switch
    {
        DateInfinity => int.MaxValue,
        DateNegativeInfinity => -int.MaxValue,
        _ => days + EpochDays,
    };

    /// <summary>Microseconds since 1970. Infinities become DuckDB's: the largest number, and its negative.</summary>
    /// <returns>False where a finite time lies beyond 64 bits (after the year 294247) and became infinity.</returns>
    public static bool TryUnixMicroseconds(long microseconds, out long unix)
    {
        switch (microseconds)
        {
            case TimestampInfinity:
                unix = long.MaxValue;
                return true;
            case TimestampNegativeInfinity:
                unix = -long.MaxValue;
                return true;
            case > long.MaxValue - EpochMicroseconds - 1:
                unix = long.MaxValue;
                return false;
            default:
                unix = microseconds + EpochMicroseconds;
                return true;
        }
    }

    /// <summary>Microseconds since 1970 of a point in time.</summary>
    public static long UnixMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
