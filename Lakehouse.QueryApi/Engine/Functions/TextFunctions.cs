using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Trino's functions of text that the engine lacks.</summary>
internal static partial class TextFunctions
{
    /// <summary>Digits of the letters A to Z: vowels have none, which is 0.</summary>
    private const string SoundexDigits = "01230120022455012623010202";

    private static readonly (string Name, long Seconds)[] Periods = [("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];

    private static readonly Dictionary<string, double> Milliseconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-6,
        ["us"] = 1e-3,
        ["ms"] = 1,
        ["s"] = 1_000,
        ["m"] = 60_000,
        ["h"] = 3_600_000,
        ["d"] = 86_400_000,
    };

    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_soundex", [FunctionType.Text], FunctionType.Text, (arguments, row, result) => result.SetText(row, Soundex(arguments[0].Text(row)!).AsSpan())),
        new("trino_like_pattern", [FunctionType.Text, FunctionType.Text], FunctionType.Text, CheckLikePattern),
        new("trino_human_readable_seconds", [FunctionType.Double], FunctionType.Text, (arguments, row, result) => result.SetText(row, Readable(arguments[0].Value<double>(row)).AsSpan())),
        new("trino_duration_milliseconds", [FunctionType.Text], FunctionType.Bigint, (arguments, row, result) => result.Set(row, ReadDuration(arguments[0].Text(row)!))),
    ];

    /// <summary>American Soundex as Apache's codec has it: H and W do not part equal digits, vowels do.</summary>
    private static string Soundex(string text)
    {
        var letters = string.Concat(text.Where(char.IsLetter)).ToUpperInvariant();
        if (letters.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
        {
            throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: The character is not mapped: {letters.First(letter => letter is < 'A' or > 'Z')}");
        }

        if (letters.Length == 0)
        {
            return "";
        }

        var code = new StringBuilder().Append(letters[0]);
        var last = SoundexDigits[letters[0] - 'A'];
        foreach (var letter in letters.Skip(1).Where(letter => letter is not ('H' or 'W')))
        {
            var digit = SoundexDigits[letter - 'A'];
            if (digit != '0' && digit != last && code.Length < 4)
            {
                code.Append(digit);
            }

            last = digit;
        }

        return code.ToString().PadRight(4, '0');
    }

    /// <summary>The pattern as it is, if it is one.</summary>
    private static void CheckLikePattern(ColumnVector[] arguments, long row, ResultVector result)
    {
        LikePattern.Check(arguments[0].Text(row)!, arguments[1].Text(row)!);
        result.SetText(row, arguments[0].Bytes(row));
    }

    /// <summary><c>1 hour, 2 minutes, 42 seconds</c></summary>
    private static string Readable(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Invalid argument found: {JavaNumber.Format(value)}");
        }

        // Java's round, which ends at the largest long.
        var seconds = (long)Math.Min(Math.Floor(Math.Abs(value) + 0.5), long.MaxValue);
        var periods = new List<string>();
        foreach (var (name, length) in Periods)
        {
            var (count, rest) = Math.DivRem(seconds, length);
            seconds = rest;
            if (count > 0)
            {
                periods.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}"));
            }
        }

        return periods.Count == 0 ? "0 seconds" : string.Join(", ", periods);
    }

    private static long ReadDuration(string text)
    {
        var match = Duration().Match(text);
        return match.Success && Milliseconds.TryGetValue(match.Groups[2].Value, out var unit)
            ? (long)Math.Floor((double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit) + 0.5)
            : throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: duration is not a valid data duration string: {text}");
    }

    [GeneratedRegex(@"\A\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Duration();
}
