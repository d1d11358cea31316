using System.Globalization;

namespace Lakehouse.Cli.Output;

/// <summary>Times for people.</summary>
internal static class TimeText
{
    /// <summary>UTC, to the second.</summary>
    public static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
