using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>A set of characters as .NET writes it between brackets.</summary>
/// <param name="set">Without brackets: <c>a-z0-9</c>.</param>
/// <param name="hasPairs">Characters beyond U+FFFF belong to it.</param>
internal sealed class PatternClass(string set, bool hasPairs)
{
    /// <summary>What stands between the brackets.</summary>
    public string Set { get; } = set;

    public bool HasPairs { get; } = hasPairs;

    /// <summary>All others are meant.</summary>
    public bool IsNegated { get; init; }

    /// <summary>What is taken away: the inside of <c>-[…]</c>.</summary>
    public string? Without { get; init; }

    /// <summary><c>\d \w \s</c> and their opposites, within ASCII.</summary>
    public static PatternClass Ascii(char letter) => letter switch
    {
        'd' => new("0-9", false),
        'w' => new("0-9A-Z_a-z", false),
        's' => new(@"\u0009-\u000D\u0020", false),
        'D' => new(@"\u0000-\u002F\u003A-\uFFFF", true),
        'W' => new(@"\u0000-\u002F\u003A-\u0040\u005B-\u005E\u0060\u007B-\uFFFF", true),
        _ => new(@"\u0000-\u0008\u000E-\u001F\u0021-\uFFFF", true),
    };

    /// <summary>A character that means itself.</summary>
    public static string Escape(char character) => char.IsAsciiLetterOrDigit(character) ? character.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");

    /// <summary>As an atom of a pattern for texts of a range.</summary>
    public string ToString(TextRange range)
    {
        var hasPairs = HasPairs != IsNegated;
        return range != TextRange.All || !hasPairs ? $"[{(IsNegated ? "^" : "")}{Set}{(Without is null ? "" : $"-[{Without}]")}]"
            : IsNegated ? $@"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^{Set}\uD800-\uDFFF])"
            : $@"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[{Set}-[\uD800-\uDFFF{Without}]])";
    }
}
