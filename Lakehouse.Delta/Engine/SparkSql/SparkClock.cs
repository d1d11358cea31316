namespace Lakehouse.Delta.Engine;

/// <summary>The functions that ask for the time.</summary>
internal static class SparkClock
{
    /// <exception cref="SparkSqlException">It asks for the time where the value must be the same on every call.</exception>
    public static SparkValue? Find(string name, bool allowed)
    {
        SparkValue? now = name.ToLowerInvariant() switch
        {
            "current_date" or "curdate" => new SparkValue("current_date", PrimitiveType.Date),
            "current_timestamp" or "now" => new SparkValue("now()", PrimitiveType.Timestamp),
            "localtimestamp" => new SparkValue("now()::TIMESTAMP", PrimitiveType.TimestampNtz),
            _ => null,
        };
        return now is null || allowed ? now : throw new SparkSqlException($"the function '{name}', whose value changes");
    }
}
