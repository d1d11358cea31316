using System.Text.Json;

namespace Lakehouse.QueryApi.Tests.Athena;

/// <summary>Runs the queries of queries.txt, each a test of its own.</summary>
public class AthenaQueryTests(RunningApi api)
{
    private const string Arrow = " ==> ";

    public static TheoryData<string, string> Queries
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Athena", "queries.txt")))
            {
                if (!line.StartsWith('#') && line.Split(Arrow) is [var sql, var expected])
                {
                    data.Add(sql, expected);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_for_Athena_gives_what_Athena_gives(string sql, string expected)
    {
        using var response = await api.SendBodyAsync(JsonSerializer.Serialize(new { sql, dialect = "athena", database = Database(sql) }), "application/json");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var answer = JsonDocument.Parse(text);
        if (expected.StartsWith('!'))
        {
            Assert.False(response.IsSuccessStatusCode, text);
            Assert.NotEqual("urn:lakehouse:problem:internal-error", answer.RootElement.GetProperty("type").GetString());
            Assert.Contains(expected[1..], answer.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
            return;
        }

        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal(expected, answer.RootElement.GetProperty("rows").GetRawText());
    }

    [Fact]
    public void The_suite_has_at_least_two_hundred_queries() => Assert.True(Queries.Count >= 200, $"{Queries.Count} queries");

    // movies is a table of the staged database too: without a database it is looked for everywhere.
    private static string? Database(string sql) => sql.Contains("movies", StringComparison.Ordinal) ? null : "datahandson_mds_movielens_deltalake";
}
