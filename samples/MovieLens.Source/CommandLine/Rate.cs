using System.Globalization;

namespace MovieLens.Source.CommandLine;

/// <summary>Reads rates such as <c>100/s</c>, <c>600/m</c>, <c>50</c> (per second).</summary>
internal static class Rate
{
    public const double MostPerSecond = 100_000;

    public static bool TryParse(string text, out double perSecond)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var seconds = (slash < 0 ? "s" : text[(slash + 1)..]) switch
        {
            "s" or "sec" or "second" => 1,
            "m" or "min" or "minute" => 60,
            "h" or "hour" => 3600,
            _ => 0,
        };
        var known = double.TryParse(slash < 0 ? text : text[..slash], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && seconds > 0 && amount > 0 && amount / seconds <= MostPerSecond;
        perSecond = known ? amount / seconds : 0;
        return known;
    }
}
