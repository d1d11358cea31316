using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>How much a value may be.</summary>
internal sealed partial class ExpectationArguments
{
    /// <summary>The comparisons that <c>min_value</c>, <c>max_value</c>, <c>strict_min</c> and <c>strict_max</c> ask for, like <c>&gt;= 0</c>.</summary>
    public IReadOnlyList<string> Bounds()
    {
        var (above, below) = (Flag("strict_min", false) ? ">" : ">=", Flag("strict_max", false) ? "<" : "<=");
        var (low, high) = (Bound("min_value"), Bound("max_value"));
        if (low is null && high is null)
        {
            context.Problems.Add(file, line, $"{type} needs 'min_value' or 'max_value'. Add one to its kwargs.");
        }

        return [.. new[] { low is null ? null : $"{above} {low}", high is null ? null : $"{below} {high}" }.OfType<string>()];
    }

    /// <summary>What Great Expectations loads as a bound; a suite with another text it would not load at all.</summary>
    private string? Bound(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text when decimal.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number.ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.String } text when Time().IsMatch(text.GetString()!) => SqlText.Literal(text.GetString()!),
        _ => Wrong(name, "a number, or a text that is a date or a time like 2026-01-31 or 2026-01-31T10:00:00 (Great Expectations loads no other)", "NULL"),
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?$")]
    private static partial Regex Time();
}
