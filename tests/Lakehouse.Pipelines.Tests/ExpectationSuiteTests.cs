namespace Lakehouse.Pipelines.Tests;

public sealed class ExpectationSuiteTests
{
    private const string Yaml = """
        pipeline: shop
        staged:
          orders: { key: [id] }
          lines: { key: [order_id, line] }
        curated:
          totals: { sql: totals.sql, expectations: totals.json }
        """;

    [Fact]
    public void Problems_of_a_suite_carry_the_line_of_their_expectation()
    {
        using var folder = new PipelineFolder(Yaml).Write("totals.json", """
            {
              "name": "totals",
              "expectations": [
                { "type": "expect_column_values_to_not_be_nul", "kwargs": { "column": "id" } },
                { "kwargs": {} },
                { "type": "expect_column_values_to_be_unique", "kwargs": {} },
                {
                  "type": "expect_column_values_to_be_between",
                  "kwargs": { "column": "total", "min": 0, "min_value": [] }
                },
                { "type": "expect_column_values_to_not_be_null", "kwargs": { "column": "id", "mostly": 2 }, "severity": "fatal" },
                7
              ]
            }
            """);

        Assert.Equal(
            [
                "totals.json:4: The expectation type 'expect_column_values_to_not_be_nul' is not supported. Did you mean 'expect_column_values_to_not_be_null'?",
                "totals.json:5: The expectation has no type. Add one, like \"type\": \"expect_column_values_to_not_be_null\".",
                "totals.json:6: expect_column_values_to_be_unique needs 'column' to be a text. Correct its kwargs.",
                "totals.json:7: expect_column_values_to_be_between needs 'min_value' to be a number, or a text that is a date or a time like 2026-01-31 or 2026-01-31T10:00:00 (Great Expectations loads no other). Correct its kwargs.",
                "totals.json:7: expect_column_values_to_be_between does not take 'min' here. Did you mean 'min_value'?",
                "totals.json:11: expect_column_values_to_not_be_null needs 'mostly' to be a number from 0 to 1. Correct its kwargs.",
                "totals.json:11: expect_column_values_to_not_be_null has an unknown severity \"fatal\". Say \"critical\", \"warning\" or \"info\".",
                "totals.json:12: The expectation has no type. Add one, like \"type\": \"expect_column_values_to_not_be_null\".",
            ],
            folder.Problems());
    }

    [Theory]
    [InlineData("expect_column_values_to_be_increasing", """{"column":"id"}""", "cannot be checked: rows of a Delta table have no order")]
    [InlineData("expect_column_values_to_be_between", """{"column":"id"}""", "needs 'min_value' or 'max_value'")]
    [InlineData("expect_column_values_to_be_between", """{"column":"id","max_value":"b"}""", "needs 'max_value' to be a number, or a text that is a date or a time")]
    [InlineData("expect_column_values_to_match_regex", """{"column":"id","regex":"(?<=a)b"}""", "a regular expression that DuckDB (RE2) and Spark share")]
    [InlineData("expect_column_values_to_be_of_type", """{"column":"id","type_":"INTEGER"}""", "not 'INTEGER'")]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"id > 1"}""", "with 'condition_parser' one of spark")]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"id >","condition_parser":"spark"}""", "row_condition that cannot be read: syntax error")]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"true) UNION SELECT (1","condition_parser":"spark"}""", "row_condition that cannot be read")]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"id IN (SELECT 1)","condition_parser":"spark"}""", "it must be one condition on the columns of a row")]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"col(\"id\") != 5","condition_parser":"great_expectations"}""", "it must be col(\"x\").notNull()")]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"id.str.len() > 5","condition_parser":"pandas"}""", "beyond the simple forms of pandas' query language")]
    [InlineData("expect_table_row_count_to_equal_other_table", """{"other_table_name":"staged.none"}""", "a table that the model reads (staged.orders, staged.lines)")]
    [InlineData("unexpected_rows_expectation", """{"unexpected_rows_query":"SELECT * FROM staged.none"}""", "reads 'staged.none'. It can read {batch}, staged.orders, staged.lines.")]
    [InlineData("unexpected_rows_expectation", """{"unexpected_rows_query":"DELETE FROM {batch}"}""", "This is not a SELECT")]
    public void What_cannot_be_checked_is_said_when_the_pipeline_is_loaded(string type, string kwargs, string problem)
    {
        using var folder = new PipelineFolder(Yaml).Write("totals.json", $$"""{"expectations":[{"type":"{{type}}","kwargs":{{kwargs}}}]}""");
        Assert.Contains(folder.Problems(), found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":"s","expectation_suite_name":"s","expectations":[]}""", "totals.json:1: The suite has a member 'expectation_suite_name', with which Great Expectations does not load the file.")]
    [InlineData("""{"name":"s","id":"7","expectations":[]}""", "totals.json:1: The suite has the id '7', which is no UUID")]
    [InlineData("""{"expectations":[{"type":"expect_column_to_exist","kwargs":{"column":"id"},"mostly":0.9}]}""", "totals.json:1: expect_column_to_exist has a member 'mostly'")]
    [InlineData("""{"expectations":[{"type":"expect_column_to_exist","kwargs":{"column":"id"},"meta":[]}]}""", "totals.json:1: expect_column_to_exist has 'meta' as array, with which Great Expectations does not load the file. Make it an object.")]
    public void What_Great_Expectations_would_not_load_is_said(string json, string problem)
    {
        using var folder = new PipelineFolder(Yaml).Write("totals.json", json);
        Assert.Contains(folder.Problems(), found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]", "totals.json:1: This is not an expectation suite")]
    [InlineData("{\n  \"expectations\": [,]\n}", "totals.json:2: This is not JSON that can be read")]
    public void A_file_that_is_no_suite_is_one_clear_message(string json, string problem)
    {
        using var folder = new PipelineFolder(Yaml).Write("totals.json", json);
        Assert.StartsWith(problem, Assert.Single(folder.Problems()), StringComparison.Ordinal);
    }
}
