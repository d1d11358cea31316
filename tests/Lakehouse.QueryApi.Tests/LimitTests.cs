namespace Lakehouse.QueryApi.Tests;

public class LimitTests
{
    private const string Endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = -1";

    [Theory]
    [InlineData(Endless)]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r")]
    [InlineData("SELECT * FROM range(100000000000) ORDER BY hash(range) LIMIT 1")]
    public async Task The_time_limit_stops_a_query_and_frees_its_engine(string sql)
    {
        await using var api = await RunningApi.StartAsync("--Query:Concurrency=1");

        var (status, type, detail) = await api.ProblemAsync(sql, timeout: 0.5);

        Assert.Equal((422, "time-limit"), (status, type));
        Assert.Contains("stopped after 0.5 s", detail, StringComparison.Ordinal);
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
    }

    [Fact]
    public async Task The_time_limit_covers_the_sending_of_rows()
    {
        await using var api = await RunningApi.StartAsync("--Query:Concurrency=1");

        // Where much else is done, the first row may take longer than the limit.
        var limit = 2;
        var response = await SendAsync();
        while (!response.IsSuccessStatusCode)
        {
            Assert.Equal("time-limit", (await RunningApi.ProblemAsync(response)).Type);
            response.Dispose();
            limit *= 2;
            response = await SendAsync();
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        response.Dispose();
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));

        Task<HttpResponseMessage> SendAsync() => api.SendAsync("SELECT * FROM range(100000000000)", "text/csv", timeout: limit);
    }

    [Fact]
    public async Task A_client_that_leaves_stops_its_query()
    {
        await using var api = await RunningApi.StartAsync("--Query:Concurrency=1", "--Query:QueueTimeoutSeconds=60");
        using var leaving = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.SendUntilAsync(Endless, leaving.Token));

        // With one engine, this one is answered only when the engine is free again.
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_the_rows_stops_its_query()
    {
        await using var api = await RunningApi.StartAsync("--Query:Concurrency=1", "--Query:QueueTimeoutSeconds=60");
        using (var response = await api.SendAsync("SELECT * FROM range(100000000000)", "text/csv"))
        {
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await body.ReadAsync(new byte[1000], TestContext.Current.CancellationToken) > 0);
        }

        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
    }

    [Fact]
    public async Task More_queries_than_the_queue_holds_are_told_to_come_again()
    {
        await using var api = await RunningApi.StartAsync("--Query:Concurrency=1", "--Query:QueueLength=1", "--Query:QueueTimeoutSeconds=600", "--Query:TimeoutSeconds=600");
        using var leave = new CancellationTokenSource();
        // One runs and one waits; six are told at once.
        var sent = Enumerable.Range(0, 8).Select(_ => api.SendUntilAsync(Endless, leave.Token)).ToList();
        for (var refused = 0; refused < 6; refused++)
        {
            var answered = await Task.WhenAny(sent);
            await answered;
            sent.Remove(answered);
        }

        using (var answer = await api.SendAsync("SELECT 1"))
        {
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("too-many-queries", (await RunningApi.ProblemAsync(answer)).Type);
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(sent));
        while (true)
        {
            using var later = await api.SendAsync("SELECT 1"); // the service notices in its own time that they left
            if (later.IsSuccessStatusCode)
            {
                break;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("SELECT length(regexp_replace(repeat('a', 1000000), 'a', repeat('b', 1000000), 'g'))")]
    [InlineData("SELECT sum(list_sum(list_transform(range(1000000), lambda x: list_sum(range(x + i))))) FROM range(10) t(i)")]
    [InlineData("SELECT length(lpad('x', 2000000000, 'y')) + length(repeat('x', 4000000000))")]
    public async Task A_query_that_DuckDB_does_not_stop_costs_its_process_and_nobody_elses_query(string sql)
    {
        await using var api = await RunningApi.StartAsync("--Query:MemoryMegabytes=256");
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT 1"));
        var hostile = api.ProblemAsync(sql, timeout: 2);

        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings"));
        var (status, type, _) = await hostile;
        Assert.Equal(422, status);
        Assert.Contains(type, new[] { "memory-limit", "engine-lost", "time-limit", "query-failed" });
        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings"));
    }

    [Fact]
    public async Task Giant_statements_are_refused_or_bounded()
    {
        await using var api = await RunningApi.StartAsync("--Query:TimeoutSeconds=5");
        string[] statements =
        [
            $"SELECT {new string('(', 20_000)}1{new string(')', 20_000)}",
            $"SELECT {new string('[', 5_000)}1{new string(']', 5_000)}",
            $"SELECT {string.Concat(Enumerable.Repeat("abs(", 3_000))}1{new string(')', 3_000)}",
            $"SELECT {string.Concat(Enumerable.Repeat("NOT ", 20_000))}true",
            $"SELECT {string.Join(" + ", Enumerable.Repeat("1", 20_000))}",
            $"SELECT 1 WHERE {string.Join(" OR ", Enumerable.Repeat("1 = 2", 20_000))}",
            $"SELECT {string.Join(" || ", Enumerable.Repeat("'a'", 20_000))}",
            $"SELECT * FROM {string.Concat(Enumerable.Repeat("(SELECT * FROM ", 2_000))}range(1){new string(')', 2_000)}",
            $"{string.Concat(Enumerable.Repeat("SELECT 1 UNION ALL ", 10_000))}SELECT 1",
            $"SELECT {string.Join(", ", Enumerable.Repeat("1", 50_000))}",
            $"SELECT count(*) FROM {string.Join(", ", Enumerable.Range(0, 60).Select(index => $"range(2) t{index}"))}",
            $"WITH c0 AS (SELECT * FROM range(10)), {string.Join(", ", Enumerable.Range(1, 40).Select(index => $"c{index} AS (SELECT * FROM c{index - 1} a, c{index - 1} b)"))} SELECT count(*) FROM c40",
            $"{string.Concat(Enumerable.Repeat("/*", 10_000))} SELECT 1",
        ];
        foreach (var sql in statements)
        {
            using var response = await api.SendAsync(sql);
            Assert.Contains((int)response.StatusCode, new[] { 200, 400, 422 });
            if (!response.IsSuccessStatusCode)
            {
                Assert.True((await RunningApi.ProblemAsync(response)).Detail.Length < 1_200, sql[..100]);
            }
        }

        using var many = await api.SendAsync($"SELECT 1 IN ({string.Join(", ", Enumerable.Range(1, 20_000))}) AS found", "text/csv", timeout: 60);
        Assert.Equal("found\r\ntrue\r\n", await many.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_query_that_needs_too_much_memory_fails_alone()
    {
        await using var api = await RunningApi.StartAsync("--Query:MemoryMegabytes=256");
        var hungry = api.ProblemAsync("SELECT max(length(l::VARCHAR)) FROM (SELECT list(repeat('x', 1000) || i) AS l FROM range(10000000) t(i))", timeout: 60);

        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings"));
        var (status, type, _) = await hungry;
        Assert.Equal((422, "memory-limit"), (status, type));
        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings"));
    }

    [Fact]
    public async Task The_service_can_cap_the_rows_of_every_answer()
    {
        await using var api = await RunningApi.StartAsync("--Query:MaxRows=5");

        var answer = await api.QueryAsync("SELECT * FROM range(100)", limit: 50);

        Assert.Equal(5, answer.GetProperty("rowCount").GetInt64());
        Assert.True(answer.GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public async Task Many_clients_at_once_get_their_own_answers()
    {
        await using var api = await RunningApi.StartAsync("--Query:QueueLength=1000", "--Query:QueueTimeoutSeconds=60");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async index =>
            Assert.Equal($"[[{index},{(index % 100) + 1}]]", await api.RowsAsync("SELECT $index, movieid FROM movie_ratings WHERE movieid = $id", new { index, id = (index % 100) + 1 }))));
    }
}
