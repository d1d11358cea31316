namespace Lakehouse.Pipelines.Expectations;

/// <summary>Makes an expectation from its arguments.</summary>
internal delegate Expectation ExpectationFactory(ExpectationArguments arguments);

/// <summary>The Great Expectations types that can be checked. A new type is one more line in its kind's list.</summary>
internal static class ExpectationTypes
{
    public static IReadOnlyDictionary<string, ExpectationFactory> Known { get; } = new Dictionary<string, ExpectationFactory>(
    [
        .. TableShape.All,
        .. RowCount.All,
        .. UnexpectedRows.All,
        .. ColumnMaps.All,
        .. SeveralColumnsExpectation.All,
        .. MetricBetween.All,
        .. DistinctValues.All,
        .. MostCommonValue.All,
        .. QuantileValues.All,
        .. KlDivergence.All,
    ]);

    /// <summary>Types of Great Expectations that are not checked here, and why.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["expect_column_values_to_be_increasing"] = "rows of a Delta table have no order; compare with a column that numbers them, with unexpected_rows_expectation",
        ["expect_column_values_to_be_decreasing"] = "rows of a Delta table have no order; compare with a column that numbers them, with unexpected_rows_expectation",
        ["expect_column_values_to_match_json_schema"] = "SQL has no JSON schema; check the fields with unexpected_rows_expectation",
        ["expect_column_values_to_be_dateutil_parseable"] = "it is Python's dateutil, which Spark lacks too; use expect_column_values_to_match_strftime_format",
        ["expect_multicolumn_values_to_be_unique"] = "Great Expectations deprecated it; use expect_select_column_values_to_be_unique_within_record",
    };
}
