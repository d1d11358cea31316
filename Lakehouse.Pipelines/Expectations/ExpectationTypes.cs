namespace Lakehouse.Pipelines.Expectations;

/// <summary>Makes an expectation from its arguments. A new type is one more line here.</summary>
internal delegate Expectation ExpectationFactory(ExpectationArguments arguments);

/// <summary>The Great Expectations types that can be checked.</summary>
internal static class ExpectationTypes
{
    public static IReadOnlyDictionary<string, ExpectationFactory> Known { get; } = new Dictionary<string, ExpectationFactory>
    {
        ["expect_table_columns_to_match_ordered_list"] = arguments =>
            new ColumnsMatchOrderedList(arguments.Texts("column_list")),
        ["expect_table_columns_to_match_set"] = arguments =>
            new ColumnsMatchSet(arguments.Texts("column_set"), arguments.Flag("exact_match", true)),
        ["expect_table_row_count_to_be_between"] = arguments =>
            new RowCountBetween(arguments.Integer("min_value"), arguments.Integer("max_value")),
        ["expect_column_to_exist"] = arguments =>
            new ColumnExists(arguments.Text("column"), (int?)arguments.Integer("column_index")),
        ["expect_compound_columns_to_be_unique"] = arguments =>
            new CompoundColumnsUnique(arguments.Texts("column_list")),
        ["expect_column_values_to_not_be_null"] = arguments =>
            new ValuesNotNull(arguments.Text("column"), arguments.Mostly()),
        ["expect_column_values_to_be_null"] = arguments =>
            new ValuesNull(arguments.Text("column"), arguments.Mostly()),
        ["expect_column_values_to_be_unique"] = arguments =>
            new ValuesUnique(arguments.Text("column"), arguments.Mostly()),
        ["expect_column_values_to_be_between"] = arguments =>
            new ValuesBetween(arguments.Text("column"), Bound(arguments, "min_value", "strict_min", ">"), Bound(arguments, "max_value", "strict_max", "<"), arguments.Mostly()),
        ["expect_column_values_to_be_in_set"] = arguments =>
            new ValuesInSet(arguments.Text("column"), arguments.Literals("value_set"), inSet: true, arguments.Mostly()),
        ["expect_column_values_to_not_be_in_set"] = arguments =>
            new ValuesInSet(arguments.Text("column"), arguments.Literals("value_set"), inSet: false, arguments.Mostly()),
        ["expect_column_values_to_match_regex"] = arguments =>
            new ValuesMatchRegex(arguments.Text("column"), arguments.Text("regex"), match: true, arguments.Mostly()),
        ["expect_column_values_to_not_match_regex"] = arguments =>
            new ValuesMatchRegex(arguments.Text("column"), arguments.Text("regex"), match: false, arguments.Mostly()),
    };

    /// <summary>The condition one bound sets, like <c>&gt;= 0</c>, or null without that bound.</summary>
    private static string? Bound(ExpectationArguments arguments, string name, string strict, string comparison)
    {
        var exclusive = arguments.Flag(strict, false);
        return arguments.Literal(name) is { } value ? $"{comparison}{(exclusive ? "" : "=")} {value}" : null;
    }
}
