using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Lakehouse.QueryApi.Tests.Mcp;

public class LakeToolsTests(RunningApi api)
{
    [Fact]
    public async Task An_assistant_finds_describes_and_queries_tables()
    {
        await using var client = await ConnectAsync(api);

        Assert.Equal(["describe_table", "list_tables", "query"], (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(tool => tool.Name).Order());
        Assert.Contains("list_tables first", client.ServerInstructions, StringComparison.Ordinal);
        Assert.Contains("| datahandson_mds_movielens_deltalake | movie_ratings | curated | 100 |", await CallAsync(client, "list_tables"), StringComparison.Ordinal);
        var described = await CallAsync(client, "describe_table", ("table", "movie_ratings"));
        Assert.Contains("| avg_rating | double | yes |", described, StringComparison.Ordinal);
        Assert.Contains("version 0", described, StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(await CallAsync(client, "query", ("sql", "SELECT title FROM movie_ratings ORDER BY movieid"), ("limit", 2)));
        Assert.Equal("""[["Film 1"],["Film 2"]]""", answer.RootElement.GetProperty("rows").GetRawText());
        Assert.True(answer.RootElement.GetProperty("truncated").GetBoolean());
        Assert.Contains("[[\"b\"]]", await CallAsync(client, "query", ("sql", "SELECT element_at(ARRAY['a', 'b'], 2)"), ("dialect", "athena")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query", "sql", "SELECT nothing FROM movie_ratings", "nothing")]
    [InlineData("query", "sql", "DROP TABLE movie_ratings", "not a SELECT")]
    [InlineData("query", "sql", "SELECT * FROM read_csv('/etc/passwd')", "not open to queries")]
    [InlineData("query", "sql", "SELECT repeat('x', 1000) FROM range(1000)", "longer than 512 KiB")]
    [InlineData("describe_table", "table", "movie_rating", "Did you mean movie_ratings?")]
    [InlineData("describe_table", "table", "movielens_staged.ratings", "has no data yet")]
    [InlineData("list_tables", "database", "nowhere", "There is no database 'nowhere'")]
    public async Task Errors_are_told_to_the_assistant(string tool, string argument, string value, string message)
    {
        await using var client = await ConnectAsync(api);

        var result = await client.CallToolAsync(tool, new Dictionary<string, object?> { [argument] = value, ["limit"] = 1_000 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsError);
        Assert.Contains(message, Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_rules_hold_as_over_HTTP()
    {
        await using var guarded = await RunningApi.StartAsync(
            "--Access:Principals:bob:ApiKey=bob-key-0123456789",
            "--Access:Principals:bob:Allow=datahandson_mds_movielens_deltalake.movie_ratings",
            "--Access:RowFilters:0:Table=datahandson_mds_movielens_deltalake.movie_ratings",
            "--Access:RowFilters:0:Where=movieid <= 10");
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(guarded));
        await using var bob = await ConnectAsync(guarded, "bob-key-0123456789");

        Assert.DoesNotContain("user_tags", await CallAsync(bob, "list_tables"), StringComparison.Ordinal);
        Assert.Contains("[[10]]", await CallAsync(bob, "query", ("sql", "SELECT count(*) FROM movie_ratings")), StringComparison.Ordinal);
        foreach (var (tool, argument, value) in new[] { ("query", "sql", "SELECT * FROM user_tags"), ("describe_table", "table", "user_tags") })
        {
            Assert.True((await bob.CallToolAsync(tool, new Dictionary<string, object?> { [argument] = value }, cancellationToken: TestContext.Current.CancellationToken)).IsError);
        }
    }

    private static Task<McpClient> ConnectAsync(RunningApi api, string? key = null) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(api.Http.BaseAddress!, "mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        }),
        cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value), cancellationToken: TestContext.Current.CancellationToken);
        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.False(result.IsError is true, text);
        return text;
    }
}
