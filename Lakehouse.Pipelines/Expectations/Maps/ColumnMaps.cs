using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>The expectations on each value of one column.</summary>
internal static class ColumnMaps
{
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
    [
        new("expect_column_values_to_not_be_null", a => new NullnessExpectation(a.Column(), a.Mostly(), column => $"{column} IS NULL")),
        new("expect_column_values_to_be_null", a => new NullnessExpectation(a.Column(), a.Mostly(), column => $"{column} IS NOT NULL")),
        new("expect_column_values_to_be_unique", a => new UniqueExpectation([a.Column()], "any_value_is_missing", a.Mostly())),
        new("expect_column_values_to_be_between", a => Between(a, column => column)),
        new("expect_column_value_lengths_to_be_between", a => Between(a, column => $"length({Text(column)})")),
        new("expect_column_value_lengths_to_equal", a => Equal(a, a.Number("value"))),
        new("expect_column_values_to_be_in_set", a => InSet(a, a.Literals("value_set"))),
        new("expect_column_values_to_not_be_in_set", a => NotInSet(a, a.Literals("value_set"))),
        new("expect_column_values_to_match_regex", a => Not(a, Matches(a.Regex("regex")))),
        new("expect_column_values_to_not_match_regex", a => Is(a, Matches(a.Regex("regex")))),
        new("expect_column_values_to_match_regex_list", a => Not(a, Any(a, [.. a.Regexes("regex_list").Select(Matches)]))),
        new("expect_column_values_to_not_match_regex_list", a => Is(a, Any([.. a.Regexes("regex_list").Select(Matches)], "OR"))),
        new("expect_column_values_to_match_like_pattern", a => Not(a, Like(a.Text("like_pattern")))),
        new("expect_column_values_to_not_match_like_pattern", a => Is(a, Like(a.Text("like_pattern")))),
        new("expect_column_values_to_match_like_pattern_list", a => Not(a, Any(a, [.. a.Texts("like_pattern_list").Select(Like)]))),
        new("expect_column_values_to_not_match_like_pattern_list", a => Is(a, Any([.. a.Texts("like_pattern_list").Select(Like)], "OR"))),
        new("expect_column_values_to_match_strftime_format", a => Parses(a, a.Text("strftime_format"))),
        new("expect_column_values_to_be_json_parseable", a => Not(a, column => $"{IsText(column)} AND json_valid({Text(column)})")),
        new("expect_column_value_z_scores_to_be_less_than", a => new ZScoreExpectation(a.Column(), a.Number("threshold"), a.Flag("double_sided", true), a.Mostly())),
        new("expect_column_values_to_be_of_type", a => new ColumnTypeExpectation(a.Column(), [a.SparkType("type_")])),
        new("expect_column_values_to_be_in_type_list", a => new ColumnTypeExpectation(a.Column(), a.SparkTypes("type_list"))),
    ];

    private static ColumnMapExpectation Between(ExpectationArguments arguments, Func<string, string> value)
    {
        var bounds = arguments.Bounds();
        return new ColumnMapExpectation(arguments.Column(), arguments.Mostly(), column => $"NOT ({string.Join(" AND ", bounds.Select(bound => $"{value(column)} {bound}"))})");
    }

    private static ColumnMapExpectation Equal(ExpectationArguments arguments, decimal length) =>
        Not(arguments, column => FormattableString.Invariant($"length({Text(column)}) = {length}"));

    private static ColumnMapExpectation InSet(ExpectationArguments arguments, IReadOnlyList<string> literals) =>
        Not(arguments, column => $"{column} IN ({string.Join(", ", literals)})");

    private static ColumnMapExpectation NotInSet(ExpectationArguments arguments, IReadOnlyList<string> literals) =>
        Is(arguments, column => $"{column} IN ({string.Join(", ", literals)})");

    private static ColumnMapExpectation Parses(ExpectationArguments arguments, string format) =>
        Is(arguments, column => $"NOT {IsText(column)} OR try_strptime({Text(column)}, {Literal(format)}) IS NULL");

    private static ColumnMapExpectation Is(ExpectationArguments arguments, Func<string, string> unexpected) =>
        new(arguments.Column(), arguments.Mostly(), unexpected);

    private static ColumnMapExpectation Not(ExpectationArguments arguments, Func<string, string> expected) =>
        new(arguments.Column(), arguments.Mostly(), column => $"NOT ({expected(column)})");

    /// <summary>Spark's <c>rlike</c>: a match anywhere in the text.</summary>
    private static Func<string, string> Matches(string regex) => column => $"regexp_matches({Text(column)}, {Literal(regex)})";

    private static Func<string, string> Like(string pattern) => column => $"{Text(column)} LIKE {Literal(pattern)} ESCAPE '\\'";

    private static Func<string, string> Any(ExpectationArguments arguments, IReadOnlyList<Func<string, string>> conditions) =>
        Any(conditions, arguments.Choice("match_on", "any", "all") == "all" ? "AND" : "OR");

    private static Func<string, string> Any(IReadOnlyList<Func<string, string>> conditions, string joined) =>
        column => conditions.Count == 0 ? "false" : string.Join($" {joined} ", conditions.Select(condition => $"({condition(column)})"));

    /// <summary>Great Expectations looks at texts here, and takes any other value for one that fails.</summary>
    private static string IsText(string column) => $"typeof({column}) = 'VARCHAR'";

    private static string Text(string column) => $"CAST({column} AS VARCHAR)";
}
