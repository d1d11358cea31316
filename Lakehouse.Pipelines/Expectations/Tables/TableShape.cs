using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>An expectation on the list of columns: no row is read.</summary>
/// <param name="judge">Decides from the columns.</param>
internal sealed class TableShape(Func<IReadOnlyList<string>, Observation> judge) : Expectation
{
    /// <summary>The types of this kind.</summary>
    public static IEnumerable<KeyValuePair<string, ExpectationFactory>> All =>
    [
        new("expect_table_columns_to_match_ordered_list", a => MatchList(a.Texts("column_list"))),
        new("expect_table_columns_to_match_set", a => MatchSet(a.Texts("column_set"), a.Flag("exact_match", true))),
        new("expect_table_column_count_to_equal", a => Count(a.RequiredInteger("value"))),
        new("expect_table_column_count_to_be_between", a => CountBetween(a.Integer("min_value"), a.Integer("max_value"))),
        new("expect_column_to_exist", a => Exists(a.Column(), a.Integer("column_index"))),
    ];

    internal override IReadOnlyList<string> Aggregates(CandidateRows rows) => [];

    internal override Observation Judge(CandidateRows rows, IReadOnlyList<object?> values, IReadOnlyList<object?[]> followup) =>
        judge([.. rows.Columns.Select(column => column.Name)]);

    private static TableShape MatchList(IReadOnlyList<string> expected) => new(columns =>
        new Observation(columns.SequenceEqual(expected, StringComparer.Ordinal)) { Observed = Names(columns), Details = Mismatched(expected, columns) });

    private static TableShape MatchSet(IReadOnlyList<string> expected, bool exact) => new(columns =>
        new Observation(expected.All(columns.Contains) && (!exact || columns.All(expected.Contains)))
        {
            Observed = Names(columns.Order(StringComparer.Ordinal)),
            Details = Mismatched(expected, columns),
        });

    private static TableShape Count(long expected) => new(columns => new Observation(columns.Count == expected) { Observed = columns.Count });

    private static TableShape CountBetween(long? least, long? most) => new(columns =>
        new Observation((least is null || columns.Count >= least) && (most is null || columns.Count <= most)) { Observed = columns.Count });

    private static TableShape Exists(string column, long? position) => new(columns =>
        new Observation(position is { } place ? place < columns.Count && columns[(int)place] == column : columns.Contains(column)));

    private static JsonArray Names(IEnumerable<string> columns) => [.. columns.Select(column => JsonValue.Create(column))];

    private static JsonObject? Mismatched(IReadOnlyList<string> expected, IReadOnlyList<string> columns)
    {
        var (unexpected, missing) = (columns.Except(expected).ToList(), expected.Except(columns).ToList());
        return unexpected.Count + missing.Count == 0
            ? null
            : new JsonObject { ["mismatched"] = new JsonObject { ["unexpected"] = Names(unexpected), ["missing"] = Names(missing) } };
    }
}
