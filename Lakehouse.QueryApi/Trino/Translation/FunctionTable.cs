using System.Globalization;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Trino's functions and what they become, from functions.txt.</summary>
internal static class FunctionTable
{
    private static readonly Dictionary<string, List<FunctionRule>> Rules = Load();

    /// <summary>All rules, by name.</summary>
    public static IEnumerable<FunctionRule> All => Rules.Values.SelectMany(rules => rules);

    /// <summary>The rules of a name, one for each number of arguments; empty where there is no such function.</summary>
    public static IReadOnlyList<FunctionRule> Find(string name) => Rules.TryGetValue(name, out var rules) ? rules : [];

    private static Dictionary<string, List<FunctionRule>> Load()
    {
        var rules = new Dictionary<string, List<FunctionRule>>(StringComparer.Ordinal);
        foreach (var line in EmbeddedText.Read("functions.txt").Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var rule = Parse(line);
                if (!rules.TryGetValue(rule.Name, out var same))
                {
                    rules.Add(rule.Name, same = []);
                }

                same.Add(rule);
            }
        }

        return rules;
    }

    /// <summary><code>substr  s(ti):varchar  2  trino_substr($1, CAST($2 AS BIGINT))</code></summary>
    private static FunctionRule Parse(string line)
    {
        // A type may hold blanks (timestamp with time zone): fields are parted by two blanks, the first by any number.
        var name = line[..line.IndexOf(' ', StringComparison.Ordinal)];
        var fields = line[name.Length..].Trim().Split("  ", 3, StringSplitOptions.TrimEntries);
        var kind = fields[0][0] switch
        {
            's' => FunctionKind.Scalar,
            'a' => FunctionKind.Aggregate,
            'w' => FunctionKind.Window,
            'x' => FunctionKind.Special,
            '!' => FunctionKind.Refused,
            _ => throw new InvalidOperationException($"functions.txt: '{line}' has no known kind."),
        };
        var (least, most) = Count(fields[1]);
        var close = fields[0].StartsWith($"{fields[0][0]}(", StringComparison.Ordinal) ? fields[0].IndexOf(')', StringComparison.Ordinal) : 0;
        var type = fields[0].Length > close + 1 ? fields[0][(close + 2)..] : null;
        return new FunctionRule(name, kind, type, least, most, close > 0 ? fields[0][2..close] : "", fields.Length > 2 ? fields[2] : "");
    }

    private static (int Least, int Most) Count(string text)
    {
        if (text.EndsWith('+'))
        {
            return (int.Parse(text[..^1], CultureInfo.InvariantCulture), int.MaxValue);
        }

        var ends = text.Split('-');
        return (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }
}
