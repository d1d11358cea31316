using System.Text.Json;
using DuckDB.NET.Data;
using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Pipelines.Tests;

/// <summary>Rows that are checked from what changed give the results of checking all of them.</summary>
public sealed class ChangedRowsTests
{
    private const string Suite = """
        {"type":"expect_table_row_count_to_be_between","kwargs":{"min_value":8}},
        {"type":"expect_column_values_to_not_be_null","kwargs":{"column":"v","mostly":0.8}},
        {"type":"expect_column_values_to_be_between","kwargs":{"column":"v","min_value":1,"max_value":7,"mostly":0.7}},
        {"type":"expect_column_values_to_be_in_set","kwargs":{"column":"name","value_set":["a","b"]},"severity":"warning"},
        {"type":"expect_column_values_to_be_unique","kwargs":{"column":"id","mostly":0.9}},
        {"type":"expect_column_values_to_be_unique","kwargs":{"column":"v","mostly":0.5}},
        {"type":"expect_compound_columns_to_be_unique","kwargs":{"column_list":["name","id"]}},
        {"type":"expect_column_values_to_be_between","kwargs":{"column":"v","min_value":2,"row_condition":"name = 'a'","condition_parser":"spark"}},
        {"type":"expect_column_value_z_scores_to_be_less_than","kwargs":{"column":"v","threshold":1.5,"double_sided":true}},
        {"type":"expect_column_mean_to_be_between","kwargs":{"column":"v","min_value":3}},
        {"type":"expect_column_max_to_be_between","kwargs":{"column":"v","max_value":8}}
        """;

    private static readonly string[] Names = ["'a'", "'b'", "'c'", "NULL"];

    [Fact]
    public async Task They_have_the_results_of_all_rows()
    {
        using var folder = new PipelineFolder("""
            pipeline: shop
            staged: { orders: { key: [id] } }
            curated: { totals: { sql: totals.sql, expectations: totals.json } }
            """).Write("totals.json", $$"""{"expectations":[{{Suite}}]}""").Write("totals.sql", "SELECT id FROM staged.orders");
        Expectation[] suite = [KeyExpectation.Of(["id"]), .. folder.Load().Curated[0].Expectations!.Expectations];
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var random = new Random(7);
        var queries = new List<string>();
        List<(int Id, string Values)> rows = [.. Enumerable.Range(0, 30).Select(_ => Row(random, random.Next(12)))];
        Make("candidate", rows);
        var before = await CheckAsync(null);
        for (var round = 0; round < 40; round++)
        {
            var affected = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(14)).ToHashSet();
            var gone = rows.Where(row => affected.Contains(row.Id)).ToList();
            List<(int Id, string Values)> come = [.. affected.SelectMany(id => Enumerable.Range(0, random.Next(3)).Select(_ => Row(random, id)))];
            rows = [.. rows.Where(row => !affected.Contains(row.Id)), .. come];
            Make("gone", gone);
            Make("come", come);
            Make("candidate", rows);

            queries.Clear();
            var changed = await CheckAsync(new RowsChange("gone", "come", ["id"], before.Values!));
            Assert.DoesNotContain(queries, query => query.Contains("count(DISTINCT \"id\")", StringComparison.Ordinal) && query.Contains("FROM candidate", StringComparison.Ordinal));
            Assert.Equal((await CheckAsync(null)).Results.Select(Text), changed.Results.Select(Text));
            before = changed;
        }

        Task<CheckedSuite> CheckAsync(RowsChange? change) => SuiteValidator.CheckAsync(
            suite,
            new CandidateRows("candidate", [new("id", "INTEGER"), new("name", "VARCHAR"), new("v", "INTEGER")]) { Change = change },
            (sql, _) => Task.FromResult(Query(sql)),
            TestContext.Current.CancellationToken);

        void Make(string table, List<(int Id, string Values)> values) =>
            Query($"CREATE OR REPLACE TABLE {table} (id INTEGER, name VARCHAR, v INTEGER); {(values.Count == 0 ? "" : $"INSERT INTO {table} VALUES {string.Join(", ", values.Select(row => row.Values))}")}");

        QueryRows Query(string sql)
        {
            queries.Add(sql);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var found = new List<object?[]>();
            while (reader.Read())
            {
                found.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
            }

            return new QueryRows([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], found);
        }
    }

    private static (int Id, string Values) Row(Random random, int id) => (id, $"({id}, {Names[random.Next(4)]}, {(random.Next(6) == 0 ? "NULL" : random.Next(10))})");

    private static string Text(ExpectationResult result) =>
        $"{result} {result.Success} {result.Elements} {result.Unexpected} {JsonSerializer.Serialize(result.Result)} {result.FailingRows.Count}";
}
