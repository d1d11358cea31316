using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>The replacement text of regexp_replace: <c>$1</c>, <c>${name}</c>, <c>\$</c>.</summary>
internal static class Replacement
{
    /// <summary>Appends what replaces a match.</summary>
    /// <exception cref="FunctionException">The text is wrong, or names a group that is not there.</exception>
    public static void Append(StringBuilder output, Match match, TrinoPattern pattern, string replacement)
    {
        for (var index = 0; index < replacement.Length; index++)
        {
            switch (replacement[index])
            {
                case '$' when replacement.AsSpan(index).StartsWith("${"):
                    var close = replacement.IndexOf('}', index);
                    var name = replacement[(index + 2)..(close < 0 ? replacement.Length : close)];
                    output.Append(match.Groups[pattern.Names.TryGetValue(name, out var number) ? number : throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: unknown group {{ {name} }}")].Value);
                    index = close < 0 ? replacement.Length : close;
                    break;
                case '$':
                    output.Append(match.Groups[ReadGroup(replacement, ref index, pattern.Groups)].Value);
                    break;
                case '\\':
                    output.Append(++index < replacement.Length ? replacement[index] : throw Illegal(replacement));
                    break;
                default:
                    output.Append(replacement[index]);
                    break;
            }
        }
    }

    /// <summary>The largest number that has a group: of <c>$12</c> 12, or 1 and the text 2.</summary>
    private static int ReadGroup(string replacement, ref int index, int groups)
    {
        var group = ++index < replacement.Length && char.IsAsciiDigit(replacement[index]) ? replacement[index] - '0' : throw Illegal(replacement);
        if (group > groups)
        {
            throw new FunctionException(string.Create(CultureInfo.InvariantCulture, $"INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: unknown group {group}"));
        }

        while (index + 1 < replacement.Length && char.IsAsciiDigit(replacement[index + 1]) && (group * 10) + replacement[index + 1] - '0' is var longer && longer <= groups)
        {
            group = longer;
            index++;
        }

        return group;
    }

    private static FunctionException Illegal(string replacement) => new($"INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: {replacement}");
}
