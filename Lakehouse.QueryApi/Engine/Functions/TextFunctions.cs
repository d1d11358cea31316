using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using ICU4N.Text;
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

    /// <summary>A step of 1,024 each.</summary>
    private static readonly string[] SizeUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_data_size", [FunctionType.Text], FunctionType.Text, (arguments, row, result) => result.SetText(row, ReadDataSize(arguments[0].Text(row)!).AsSpan())),
        new("trino_network_contains", [FunctionType.Text, FunctionType.Text], FunctionType.Boolean, (arguments, row, result) => result.Set(row, NetworkContains(arguments[0].Text(row)!, arguments[1].Text(row)!))),
        new("trino_soundex", [FunctionType.Text], FunctionType.Text, (arguments, row, result) => result.SetText(row, Soundex(arguments[0].Text(row)!).AsSpan())),
        new("trino_normalize", [FunctionType.Text, FunctionType.Text], FunctionType.Text, (arguments, row, result) => result.SetText(row, Normalize(arguments[0].Text(row)!, arguments[1].Text(row)!).AsSpan())),
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

    /// <summary>The process has no ICU of its own, without which .NET leaves every text as it is. NFC is the engine's.</summary>
    private static string Normalize(string text, string form) => Ascii.IsValid(text) ? text : form switch
    {
        "NFD" => Normalizer2.NFDInstance.Normalize(text),
        "NFKC" => Normalizer2.NFKCInstance.Normalize(text),
        _ => Normalizer2.NFKDInstance.Normalize(text),
    };

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

    /// <summary><c>2.3MB</c> is 2411724.</summary>
    private static string ReadDataSize(string text)
    {
        var match = Duration().Match(text);
        var unit = match.Success ? Array.IndexOf(SizeUnits, match.Groups[2].Value) : -1;
        var (whole, fraction) = unit < 0 ? throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Invalid data size: '{text}'")
            : match.Groups[1].Value.Split('.') is [var before, var behind] ? (before, behind) : (match.Groups[1].Value, "");
        return (BigInteger.Parse(whole + fraction, CultureInfo.InvariantCulture) * BigInteger.Pow(1024, unit) / BigInteger.Pow(10, fraction.Length)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary><c>10.0.0.0/8</c> holds 10.1.2.3. Bits behind the prefix do not count.</summary>
    private static bool NetworkContains(string network, string address)
    {
        var slash = network.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(address, out var ip))
        {
            throw new FunctionException($"INVALID_CAST_ARGUMENT: Cannot cast value to IPADDRESS: {address}");
        }

        if (slash < 0 || !IPAddress.TryParse(network.AsSpan(0, slash), out var start) || !int.TryParse(network.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > start.GetAddressBytes().Length * 8)
        {
            throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Invalid CIDR: {network}");
        }

        var (one, other) = (start.GetAddressBytes(), (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).GetAddressBytes());
        return one.Length == other.Length && one.AsSpan(0, bits / 8).SequenceEqual(other.AsSpan(0, bits / 8))
            && (bits % 8 == 0 || (one[bits / 8] ^ other[bits / 8]) >> (8 - (bits % 8)) == 0);
    }

    [GeneratedRegex(@"\A\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]+)\s*\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Duration();
}
