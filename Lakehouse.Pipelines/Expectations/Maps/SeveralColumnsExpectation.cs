using System.Text.Json.Nodes;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation on the values of several columns in one row.</summary>
/// <param name="columns">The columns.</param>
/// <param name="ignoreRowIf">Which rows are not looked at.</param>
/// <param name="mostly">Share of the rows that must meet it.</param>
/// <param name="unexpected">Condition of a failing row.</param>
internal sealed class SeveralColumnsExpectation(IReadOnlyList<string> columns, string ignoreRowIf, decimal mostly, string unexpected) : MapExpectation(mostly)
{
    /// <summary>Whether values are listed as pairs, as they are for <c>column_A</c> and <c>column_B</c>.</summary>
    public bool Pairs { get; init; }

    public override IReadOnlyList<string> Columns => columns;

    protected override string? Considered => IgnoredRows.Considered(columns, ignoreRowIf);

    protected override string Unexpected(IReadOnlyList<object?> values) => unexpected;

    internal override JsonNode? UnexpectedValue(Func<string, JsonNode?> value) =>
        Pairs ? new JsonArray([.. columns.Select(value)]) : new JsonObject(columns.Distinct().Select(column => KeyValuePair.Create(column, value(column))));

    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
    [
        new("expect_column_pair_values_a_to_be_greater_than_b", a => Pair(a, (left, right) => $"NOT ({left} {(a.Flag("or_equal", false) ? ">=" : ">")} {right})")),
        new("expect_column_pair_values_to_be_equal", a => Pair(a, (left, right) => $"{left} IS DISTINCT FROM {right}")),
        new("expect_column_pair_values_to_be_in_set", a => PairInSet(a, a.LiteralPairs("value_pairs_set"))),
        new("expect_multicolumn_sum_to_equal", a => SumEquals(a, a.ColumnList(), a.Number("sum_total"))),
        new("expect_select_column_values_to_be_unique_within_record", a => UniqueWithinRow(a, a.ColumnList())),
        new("expect_compound_columns_to_be_unique", a => new UniqueExpectation(a.ColumnList(), Ignored(a), a.Mostly())),
    ];

    private static SeveralColumnsExpectation Pair(ExpectationArguments arguments, Func<string, string, string> unexpected)
    {
        var (left, right) = (arguments.Text("column_A"), arguments.Text("column_B"));
        return new SeveralColumnsExpectation([left, right], IgnoredPairs(arguments), arguments.Mostly(), unexpected(Identifier(left), Identifier(right))) { Pairs = true };
    }

    private static SeveralColumnsExpectation PairInSet(ExpectationArguments arguments, IReadOnlyList<(string Left, string Right)> pairs) =>
        Pair(arguments, (left, right) => $"NOT ({string.Join(" OR ", pairs.Select(pair => $"({left} IS NOT DISTINCT FROM {pair.Left} AND {right} IS NOT DISTINCT FROM {pair.Right})"))})");

    private static SeveralColumnsExpectation SumEquals(ExpectationArguments arguments, IReadOnlyList<string> columns, decimal total) =>
        new(columns, Ignored(arguments), arguments.Mostly(), $"NOT ({string.Join(" + ", columns.Select(column => $"coalesce({Identifier(column)}, 0)"))} = {Number(total)})");

    private static SeveralColumnsExpectation UniqueWithinRow(ExpectationArguments arguments, IReadOnlyList<string> columns)
    {
        var same = columns.SelectMany((left, place) => columns.Skip(place + 1).Select(right => $"{Identifier(left)} IS NOT DISTINCT FROM {Identifier(right)}")).ToList();
        return new SeveralColumnsExpectation(columns, Ignored(arguments), arguments.Mostly(), same.Count == 0 ? "false" : string.Join(" OR ", same));
    }

    private static string Ignored(ExpectationArguments arguments) => arguments.Choice("ignore_row_if", "all_values_are_missing", "any_value_is_missing", "never");

    private static string IgnoredPairs(ExpectationArguments arguments) => arguments.Choice("ignore_row_if", "both_values_are_missing", "either_value_is_missing", "neither");
}
