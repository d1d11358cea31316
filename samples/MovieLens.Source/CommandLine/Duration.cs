using System.Globalization;

namespace MovieLens.Source.CommandLine;

/// <summary>Reads times such as <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var split = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var ticks = text[split..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" or "" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => 0L,
        };
        var known = double.TryParse(text.AsSpan(0, split), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && ticks > 0 && amount * ticks < TimeSpan.FromDays(3650).Ticks;
        duration = known ? TimeSpan.FromTicks((long)(amount * ticks)) : default;
        return known;
    }
}
