using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakehouse.Delta.Engine;

/// <summary>Lengths in table properties: <c>134217728</c>, <c>128mb</c>, <c>1g</c>.</summary>
internal static partial class ByteSize
{
    /// <summary>The number of bytes; null where the text is none.</summary>
    public static long? Parse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var shift = match.Groups[2].Value.ToLowerInvariant() switch
        {
            "k" => 10,
            "m" => 20,
            "g" => 30,
            "t" => 40,
            _ => 0,
        };
        return long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) << shift;
    }

    [GeneratedRegex(@"^\s*(\d{1,7}(?=\s*[kmgt])|\d{1,18}(?!\s*[kmgt]))\s*(?:([kmgt])(?:i?b)?|b)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
