using DuckDB.NET.Data;
using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Each expectation on a few rows; the verdicts are those of Great Expectations' Spark engine.</summary>
public sealed class ExpectationSqlTests
{
    /// <summary>id 1, 2, 2, NULL; name a, b, NULL, NULL; low and high; day as text; json.</summary>
    private const string Rows = """
        CREATE TABLE candidate AS SELECT * FROM (VALUES
            (1, 'a', 1.0::DOUBLE, 2, '2026-01-31', '{"x":1}'),
            (2, 'b', 2.0, 2, '2026-02-30', '{'),
            (2, NULL, 3.0, 1, NULL, NULL),
            (NULL, NULL, 10.0, NULL, '31.01.2026', '[]')) AS t(id, name, low, high, day, doc)
        """;

    [Theory]
    [InlineData("expect_table_columns_to_match_ordered_list", """{"column_list":["id","name","low","high","day","doc"]}""", true)]
    [InlineData("expect_table_columns_to_match_ordered_list", """{"column_list":["name","id","low","high","day","doc"]}""", false)]
    [InlineData("expect_table_columns_to_match_set", """{"column_set":["doc","name","id","low","high","day"]}""", true)]
    [InlineData("expect_table_columns_to_match_set", """{"column_set":["name"]}""", false)]
    [InlineData("expect_table_columns_to_match_set", """{"column_set":["name"],"exact_match":false}""", true)]
    [InlineData("expect_table_column_count_to_equal", """{"value":6}""", true)]
    [InlineData("expect_table_column_count_to_be_between", """{"min_value":7}""", false)]
    [InlineData("expect_column_to_exist", """{"column":"name","column_index":1}""", true)]
    [InlineData("expect_column_to_exist", """{"column":"name","column_index":0}""", false)]
    [InlineData("expect_column_to_exist", """{"column":"other"}""", false)]
    [InlineData("expect_table_row_count_to_be_between", """{"min_value":4,"max_value":4}""", true)]
    [InlineData("expect_table_row_count_to_be_between", """{"min_value":5}""", false)]
    [InlineData("expect_table_row_count_to_equal", """{"value":2,"row_condition":"id = 2","condition_parser":"spark"}""", true)]
    [InlineData("expect_table_row_count_to_equal_other_table", """{"other_table_name":"staged.orders"}""", true)]
    [InlineData("expect_table_row_count_to_equal_other_table", """{"other_table_name":"staged.lines"}""", false)]
    [InlineData("unexpected_rows_expectation", """{"unexpected_rows_query":"SELECT * FROM {batch} WHERE id > 2;"}""", true)]
    [InlineData("unexpected_rows_expectation", """{"unexpected_rows_query":"SELECT * FROM {batch} b JOIN staged.orders o ON o.id = b.id"}""", false)]
    [InlineData("expect_column_max_to_be_between", """{"column":"id","min_value":2,"max_value":2}""", true)]
    [InlineData("expect_column_max_to_be_between", """{"column":"id","min_value":2,"strict_min":true}""", false)]
    [InlineData("expect_column_min_to_be_between", """{"column":"day","max_value":"2026-01-31"}""", true)]
    [InlineData("expect_column_mean_to_be_between", """{"column":"low","min_value":4,"max_value":4}""", true)]
    [InlineData("expect_column_median_to_be_between", """{"column":"low","min_value":2.5,"max_value":2.5}""", true)]
    [InlineData("expect_column_stdev_to_be_between", """{"column":"low","min_value":4.08,"max_value":4.09}""", true)]
    [InlineData("expect_column_sum_to_be_between", """{"column":"high","min_value":5,"max_value":5}""", true)]
    [InlineData("expect_column_sum_to_be_between", """{"column":"high","min_value":0,"row_condition":"id > 100","condition_parser":"spark"}""", false)]
    [InlineData("expect_column_unique_value_count_to_be_between", """{"column":"id","min_value":2,"max_value":2}""", true)]
    [InlineData("expect_column_proportion_of_unique_values_to_be_between", """{"column":"id","min_value":0.6,"max_value":0.7}""", true)]
    [InlineData("expect_column_proportion_of_unique_values_to_be_between", """{"column":"id","max_value":0.5}""", false)]
    [InlineData("expect_column_distinct_values_to_be_in_set", """{"column":"id","value_set":[1,2,3]}""", true)]
    [InlineData("expect_column_distinct_values_to_be_in_set", """{"column":"id","value_set":[1]}""", false)]
    [InlineData("expect_column_distinct_values_to_contain_set", """{"column":"name","value_set":["a"]}""", true)]
    [InlineData("expect_column_distinct_values_to_contain_set", """{"column":"name","value_set":["a","c"]}""", false)]
    [InlineData("expect_column_distinct_values_to_equal_set", """{"column":"id","value_set":[2,1]}""", true)]
    [InlineData("expect_column_distinct_values_to_equal_set", """{"column":"id","value_set":[2,1,0]}""", false)]
    [InlineData("expect_column_most_common_value_to_be_in_set", """{"column":"id","value_set":[2]}""", true)]
    [InlineData("expect_column_most_common_value_to_be_in_set", """{"column":"name","value_set":["a"]}""", false)]
    [InlineData("expect_column_most_common_value_to_be_in_set", """{"column":"name","value_set":["a"],"ties_okay":true}""", true)]
    [InlineData("expect_column_quantile_values_to_be_between", """{"column":"low","quantile_ranges":{"quantiles":[0,1],"value_ranges":[[1,1],[null,10]]}}""", true)]
    [InlineData("expect_column_quantile_values_to_be_between", """{"column":"low","quantile_ranges":{"quantiles":[1],"value_ranges":[[0,9]]}}""", false)]
    [InlineData("expect_column_kl_divergence_to_be_less_than", """{"column":"id","partition_object":{"values":[1,2],"weights":[0.3333,0.6667]},"threshold":0.001}""", true)]
    [InlineData("expect_column_kl_divergence_to_be_less_than", """{"column":"id","partition_object":{"values":[1],"weights":[1]},"threshold":100}""", false)]
    [InlineData("expect_column_kl_divergence_to_be_less_than", """{"column":"id","partition_object":{"values":[1],"weights":[1]},"tail_weight_holdout":0.6667,"threshold":0.001}""", true)]
    [InlineData("expect_column_kl_divergence_to_be_less_than", """{"column":"low","partition_object":{"bins":[0,2,4],"weights":[0.25,0.5],"tail_weights":[0,0.25]},"threshold":0.001}""", true)]
    [InlineData("expect_column_values_to_be_of_type", """{"column":"id","type_":"IntegerType"}""", true)]
    [InlineData("expect_column_values_to_be_of_type", """{"column":"id","type_":"StringType"}""", false)]
    [InlineData("expect_column_values_to_be_in_type_list", """{"column":"low","type_list":["FloatType","DoubleType"]}""", true)]
    public void A_table_or_a_column_is_judged_as_a_whole(string type, string kwargs, bool success)
    {
        var result = Check(type, kwargs);
        Assert.Equal((success, null), (result.Success, result.Error));
    }

    [Theory]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id"}""", false, 1)]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","mostly":0.75}""", true, 1)]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","mostly":0.76}""", false, 1)]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id","row_condition":"col(\"name\").notNull()","condition_parser":"great_expectations"}""", true, 0)]
    [InlineData("expect_column_values_to_be_null", """{"column":"name","mostly":0.5}""", true, 2)]
    [InlineData("expect_column_values_to_be_unique", """{"column":"id"}""", false, 2)]
    [InlineData("expect_column_values_to_be_unique", """{"column":"name"}""", true, 0)]
    [InlineData("expect_column_values_to_be_between", """{"column":"id","min_value":1,"max_value":2}""", true, 0)]
    [InlineData("expect_column_values_to_be_between", """{"column":"id","min_value":1,"strict_min":true}""", false, 1)]
    [InlineData("expect_column_values_to_be_between", """{"column":"id","max_value":1.5}""", false, 2)]
    [InlineData("expect_column_values_to_be_between", """{"column":"day","min_value":"2026-02-01"}""", false, 1)]
    [InlineData("expect_column_values_to_be_between", """{"column":"low","min_value":"2.5"}""", false, 2)]
    [InlineData("expect_column_values_to_be_between", """{"column":"low","max_value":3,"row_condition":"id == 1 or name.isnull() and not high in [5, 7]","condition_parser":"pandas"}""", true, 0)]
    [InlineData("expect_column_value_lengths_to_be_between", """{"column":"day","min_value":10,"max_value":10}""", true, 0)]
    [InlineData("expect_column_value_lengths_to_equal", """{"column":"name","value":2}""", false, 2)]
    [InlineData("expect_column_values_to_be_in_set", """{"column":"name","value_set":["a","b"]}""", true, 0)]
    [InlineData("expect_column_values_to_be_in_set", """{"column":"id","value_set":[1]}""", false, 2)]
    [InlineData("expect_column_values_to_not_be_in_set", """{"column":"name","value_set":["it's"]}""", true, 0)]
    [InlineData("expect_column_values_to_match_regex", """{"column":"name","regex":"^[a-z]$"}""", true, 0)]
    [InlineData("expect_column_values_to_not_match_regex", """{"column":"name","regex":"b"}""", false, 1)]
    [InlineData("expect_column_values_to_match_regex_list", """{"column":"name","regex_list":["a","[ab]"],"match_on":"all"}""", false, 1)]
    [InlineData("expect_column_values_to_match_regex_list", """{"column":"name","regex_list":["a","b"]}""", true, 0)]
    [InlineData("expect_column_values_to_not_match_regex_list", """{"column":"name","regex_list":["x","b"]}""", false, 1)]
    [InlineData("expect_column_values_to_match_like_pattern", """{"column":"day","like_pattern":"2026-%"}""", false, 1)]
    [InlineData("expect_column_values_to_not_match_like_pattern", """{"column":"day","like_pattern":"2026\\_%"}""", true, 0)]
    [InlineData("expect_column_values_to_match_like_pattern_list", """{"column":"day","like_pattern_list":["2026-%","%2026"]}""", true, 0)]
    [InlineData("expect_column_values_to_not_match_like_pattern_list", """{"column":"day","like_pattern_list":["2025-%","%2026"]}""", false, 1)]
    [InlineData("expect_column_values_to_match_strftime_format", """{"column":"day","strftime_format":"%Y-%m-%d"}""", false, 2)]
    [InlineData("expect_column_values_to_be_json_parseable", """{"column":"doc"}""", false, 1)]
    [InlineData("expect_column_values_to_match_strftime_format", """{"column":"id","strftime_format":"%d"}""", false, 3)]
    [InlineData("expect_column_values_to_be_json_parseable", """{"column":"id"}""", false, 3)]
    [InlineData("expect_column_value_z_scores_to_be_less_than", """{"column":"low","threshold":1.2,"double_sided":true}""", false, 1)]
    [InlineData("expect_column_value_z_scores_to_be_less_than", """{"column":"low","threshold":2,"double_sided":true}""", true, 0)]
    [InlineData("expect_column_pair_values_a_to_be_greater_than_b", """{"column_A":"low","column_B":"high","ignore_row_if":"either_value_is_missing"}""", false, 2)]
    [InlineData("expect_column_pair_values_a_to_be_greater_than_b", """{"column_A":"low","column_B":"high","or_equal":true,"ignore_row_if":"either_value_is_missing"}""", false, 1)]
    [InlineData("expect_column_pair_values_to_be_equal", """{"column_A":"id","column_B":"high"}""", false, 2)]
    [InlineData("expect_column_pair_values_to_be_in_set", """{"column_A":"id","column_B":"name","value_pairs_set":[[1,"a"],[2,"b"],[2,null]]}""", true, 0)]
    [InlineData("expect_multicolumn_sum_to_equal", """{"column_list":["id","high"],"sum_total":3}""", false, 1)]
    [InlineData("expect_select_column_values_to_be_unique_within_record", """{"column_list":["id","high"]}""", false, 1)]
    [InlineData("expect_compound_columns_to_be_unique", """{"column_list":["id","name"]}""", true, 0)]
    [InlineData("expect_compound_columns_to_be_unique", """{"column_list":["id","id"]}""", false, 2)]
    public void A_row_is_judged_by_itself(string type, string kwargs, bool success, long unexpected)
    {
        var result = Check(type, kwargs);
        Assert.Equal((success, unexpected, null), (result.Success, result.Unexpected, result.Error));
        Assert.Equal(unexpected, result.FailingRows.Count);
        Assert.Equal(unexpected, result.Result["partial_unexpected_list"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("expect_column_values_to_not_be_null", """{"column":"id"}""", true)]
    [InlineData("expect_column_values_to_be_unique", """{"column":"id"}""", true)]
    [InlineData("expect_compound_columns_to_be_unique", """{"column_list":["id","name"]}""", true)]
    [InlineData("expect_column_values_to_be_between", """{"column":"id","min_value":1}""", true)]
    [InlineData("expect_column_value_z_scores_to_be_less_than", """{"column":"low","threshold":3,"double_sided":true}""", true)]
    [InlineData("expect_column_distinct_values_to_be_in_set", """{"column":"id","value_set":[1]}""", true)]
    [InlineData("expect_column_mean_to_be_between", """{"column":"low","min_value":0}""", false)]
    public void No_rows_have_no_failures_and_no_mean(string type, string kwargs, bool success)
    {
        var result = Check(type, kwargs, "DELETE FROM candidate");
        Assert.Equal((success, null), (result.Success, result.Error));
    }

    [Fact]
    public void At_least_forty_types_are_checked()
    {
        Assert.InRange(ExpectationTypes.Known.Count, 40, 100);
        Assert.Empty(ExpectationTypes.Known.Keys.Intersect(ExpectationTypes.Refused.Keys));
    }

    [Fact]
    public void All_that_aggregates_decide_takes_one_scan()
    {
        var queries = new List<string>();
        var results = CheckAll(
            """
            {"type":"expect_column_values_to_not_be_null","kwargs":{"column":"low"}},
            {"type":"expect_column_values_to_be_unique","kwargs":{"column":"low"}},
            {"type":"expect_column_mean_to_be_between","kwargs":{"column":"low","min_value":0}},
            {"type":"expect_table_row_count_to_equal","kwargs":{"value":4}},
            {"type":"expect_column_values_to_be_between","kwargs":{"column":"low","min_value":0}}
            """,
            queries);

        Assert.All(results, result => Assert.True(result.Success, result.ToString()));
        Assert.Single(queries);
    }

    [Fact]
    public void One_that_cannot_be_checked_fails_alone_and_says_why()
    {
        var results = CheckAll(
            """
            {"type":"expect_column_mean_to_be_between","kwargs":{"column":"name","min_value":0}},
            {"type":"expect_column_values_to_not_be_null","kwargs":{"column":"nome"}},
            {"type":"expect_column_values_to_be_between","kwargs":{"column":"low","min_value":0}}
            """,
            []);

        Assert.Equal([false, false, true], results.Select(result => result.Success));
        Assert.Contains("avg(VARCHAR)", results[0].Error);
        Assert.Equal("there is no column 'nome'", results[1].Error);
    }

    [Fact]
    public void The_key_is_unique_when_no_two_rows_agree_in_it()
    {
        Assert.False(CheckAll([KeyExpectation.Of(["id"])], []).Single().Success);
        Assert.True(CheckAll([KeyExpectation.Of(["id", "name"])], []).Single().Success);
        Assert.False(CheckAll([KeyExpectation.Of(["name"])], []).Single().Success);
    }

    private static ExpectationResult Check(string type, string kwargs, string? before = null) =>
        CheckAll($$"""{"type":"{{type}}","kwargs":{{kwargs}}}""", [], before).Single();

    private static IReadOnlyList<ExpectationResult> CheckAll(string expectations, List<string> queries, string? before = null)
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged: { orders: { key: [id] }, lines: { key: [id] } }
            curated: { totals: { sql: totals.sql, expectations: totals.json } }
            """).Write("totals.json", $$"""{"expectations":[{{expectations}}]}""");
        return CheckAll(folder.Load().Curated[0].Expectations!.Expectations, queries, before);
    }

    private static IReadOnlyList<ExpectationResult> CheckAll(IReadOnlyList<Expectation> expectations, List<string> queries, string? before = null)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Query($"CREATE SCHEMA staged; CREATE TABLE staged.orders AS SELECT i AS id FROM range(4) t(i); CREATE TABLE staged.lines AS SELECT 1 AS id; {Rows}; {before ?? "SELECT 1"}");
        var columns = Query("DESCRIBE candidate").Rows.Select(row => new CandidateColumn((string)row[0]!, (string)row[1]!)).ToList();
        queries.Clear();
        return SuiteValidator.CheckAsync(expectations, new CandidateRows("candidate", columns), (sql, _) => Task.FromResult(Query(sql)), TestContext.Current.CancellationToken).GetAwaiter().GetResult().Results;

        QueryRows Query(string sql)
        {
            queries.Add(sql);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
            }

            return new QueryRows([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
        }
    }
}
