using DuckDB.NET.Data;
using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Each expectation on rows id = 1, 2, 2, NULL and name = 'a', 'b', NULL, NULL.</summary>
public sealed class ExpectationSqlTests
{
    private static readonly CandidateRows Rows = new("(VALUES (1, 'a'), (2, 'b'), (2, NULL), (NULL, NULL)) AS t(id, name)", ["id", "name"]);

    [Theory]
    [InlineData("expect_table_columns_to_match_ordered_list", "{\"column_list\":[\"id\",\"name\"]}", true, 0)]
    [InlineData("expect_table_columns_to_match_ordered_list", "{\"column_list\":[\"name\",\"id\"]}", false, 1)]
    [InlineData("expect_table_columns_to_match_ordered_list", "{\"column_list\":[\"id\"]}", false, 1)]
    [InlineData("expect_table_columns_to_match_set", "{\"column_set\":[\"name\",\"id\"]}", true, 0)]
    [InlineData("expect_table_columns_to_match_set", "{\"column_set\":[\"name\"]}", false, 1)]
    [InlineData("expect_table_columns_to_match_set", "{\"column_set\":[\"name\"],\"exact_match\":false}", true, 0)]
    [InlineData("expect_column_to_exist", "{\"column\":\"name\",\"column_index\":1}", true, 0)]
    [InlineData("expect_column_to_exist", "{\"column\":\"name\",\"column_index\":0}", false, 1)]
    [InlineData("expect_column_to_exist", "{\"column\":\"other\"}", false, 1)]
    [InlineData("expect_table_row_count_to_be_between", "{\"min_value\":4,\"max_value\":4}", true, 0)]
    [InlineData("expect_table_row_count_to_be_between", "{\"min_value\":5}", false, 1)]
    [InlineData("expect_column_values_to_not_be_null", "{\"column\":\"id\"}", false, 1)]
    [InlineData("expect_column_values_to_not_be_null", "{\"column\":\"id\",\"mostly\":0.75}", true, 1)]
    [InlineData("expect_column_values_to_not_be_null", "{\"column\":\"id\",\"mostly\":0.76}", false, 1)]
    [InlineData("expect_column_values_to_be_null", "{\"column\":\"name\",\"mostly\":0.5}", true, 2)]
    [InlineData("expect_column_values_to_be_unique", "{\"column\":\"id\"}", false, 2)]
    [InlineData("expect_column_values_to_be_unique", "{\"column\":\"name\"}", true, 0)]
    [InlineData("expect_column_values_to_be_between", "{\"column\":\"id\",\"min_value\":1,\"max_value\":2}", true, 0)]
    [InlineData("expect_column_values_to_be_between", "{\"column\":\"id\",\"min_value\":1,\"strict_min\":true}", false, 1)]
    [InlineData("expect_column_values_to_be_between", "{\"column\":\"id\",\"max_value\":1.5}", false, 2)]
    [InlineData("expect_column_values_to_be_between", "{\"column\":\"name\",\"min_value\":\"b\"}", false, 1)]
    [InlineData("expect_column_values_to_be_in_set", "{\"column\":\"name\",\"value_set\":[\"a\",\"b\"]}", true, 0)]
    [InlineData("expect_column_values_to_be_in_set", "{\"column\":\"id\",\"value_set\":[1]}", false, 2)]
    [InlineData("expect_column_values_to_not_be_in_set", "{\"column\":\"name\",\"value_set\":[\"it's\"]}", true, 0)]
    [InlineData("expect_column_values_to_match_regex", "{\"column\":\"name\",\"regex\":\"^[a-z]$\"}", true, 0)]
    [InlineData("expect_column_values_to_not_match_regex", "{\"column\":\"name\",\"regex\":\"b\"}", false, 1)]
    [InlineData("expect_compound_columns_to_be_unique", "{\"column_list\":[\"id\",\"name\"]}", true, 0)]
    public void An_expectation_is_judged_as_Great_Expectations_does(string type, string kwargs, bool success, long unexpected)
    {
        Assert.Equal((success, unexpected), Check(type, kwargs, Rows));
    }

    [Theory]
    [InlineData("expect_column_values_to_not_be_null", "{\"column\":\"id\"}")]
    [InlineData("expect_column_values_to_be_unique", "{\"column\":\"id\"}")]
    [InlineData("expect_compound_columns_to_be_unique", "{\"column_list\":[\"id\",\"name\"]}")]
    [InlineData("expect_column_values_to_be_between", "{\"column\":\"id\",\"min_value\":1}")]
    public void Nothing_is_unexpected_in_no_rows(string type, string kwargs)
    {
        var none = Rows with { Relation = "(SELECT 1 AS id, 'a' AS name WHERE false)" };
        Assert.Equal((true, 0L), Check(type, kwargs, none));
    }

    private static (bool Success, long Unexpected) Check(string type, string kwargs, CandidateRows rows)
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged: { orders: { key: [id] }, lines: { key: [id] } }
            curated: { totals: { sql: totals.sql, expectations: totals.json } }
            """).Write("totals.json", $$"""{"expectations":[{"type":"{{type}}","kwargs":{{kwargs}}}]}""");
        var expectation = folder.Load().Curated[0].Expectations!.Expectations[0];

        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = expectation.ToSql(rows);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return (reader.GetBoolean(0), reader.GetInt64(2));
    }
}
