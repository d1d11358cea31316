using System.Net;
using System.Net.Sockets;

namespace Lakehouse.AppHost.Tests;

/// <summary>Start, stop, start again, killed, start again: on the same data, leaving nothing behind.</summary>
public sealed class LifecycleTests : IDisposable
{
    private static readonly TimeSpan Limit = AppHostProcess.Patience;
    private readonly TemporaryFolder data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task It_stops_on_interrupt_continues_and_survives_a_kill()
    {
        long ratings;
        await using (var first = Start())
        {
            ratings = await RatingsAsync(first);
            await first.InterruptAsync(Cancel);
            Assert.Equal(0, first.ExitCode);
            await first.Family.AssertGoneAsync(Limit, Cancel);
        }

        var written = DataFiles();
        AppHostProcess killed;
        await using (killed = Start())
        {
            Assert.Equal(ratings, await RatingsAsync(killed));
            await killed.KillAsync(Cancel);
        }

        await killed.Family.AssertGoneAsync(Limit, Cancel);
        await using (var third = Start())
        {
            Assert.Equal(ratings, await RatingsAsync(third));
            Assert.Equal(written, DataFiles());
            await third.InterruptAsync(Cancel);
            await third.Family.AssertGoneAsync(Limit, Cancel);
        }
    }

    [Fact]
    public async Task A_change_in_Postgres_is_seen_in_the_curated_tables_also_after_a_kill()
    {
        string film;
        await using (var first = Start())
        {
            var ratings = await RatingsAsync(first);
            var source = await first.Family.VariableAsync("ConnectionStrings__movielens", Limit, Cancel);
            var withdrawn = await SourceDatabase.AskAsync(source, "DELETE FROM ratings WHERE userid = (SELECT min(userid) FROM ratings) RETURNING movieid", Cancel);
            film = (await SourceDatabase.AskAsync(source, "UPDATE movies SET title = 'A film by another name' WHERE movieid = (SELECT min(movieid) FROM movies) RETURNING movieid", Cancel))[0][0]!;
            await first.QueryUntilAsync("SELECT count(*) FROM movielens_staged.ratings", $"{ratings - withdrawn.Count}", Limit, Cancel);
            await first.QueryUntilAsync($"SELECT title FROM datahandson_mds_movielens_deltalake.movie_ratings WHERE movieid = {film}", "A film by another name", Limit, Cancel);
            await first.KillAsync(Cancel);
        }

        await using var second = Start();
        await RatingsAsync(second);
        var changed = await second.Family.VariableAsync("ConnectionStrings__movielens", Limit, Cancel);
        await SourceDatabase.AskAsync(changed, $"UPDATE movies SET title = 'A film by a third name' WHERE movieid = {film}", Cancel);
        await second.QueryUntilAsync($"SELECT title FROM datahandson_mds_movielens_deltalake.movie_ratings WHERE movieid = {film}", "A film by a third name", Limit, Cancel);
    }

    [Fact]
    public async Task Leftovers_of_a_killed_run_do_not_disturb_the_next()
    {
        await using var killed = Start();
        await RatingsAsync(killed);
        await killed.KillAsync(Cancel);

        await using var next = Start();
        Assert.True(await RatingsAsync(next) > 0);
        await killed.Family.AssertGoneAsync(Limit, Cancel);
    }

    [Fact]
    public async Task A_port_in_use_is_refused_in_one_clear_message()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var host = AppHostProcess.Start(data.Path, port);
        await host.WaitForExitAsync(Limit, Cancel);

        Assert.NotEqual(0, host.ExitCode);
        Assert.Contains($"{port}", host.Output, StringComparison.Ordinal);
        Assert.Contains("--port", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        await host.Family.AssertGoneAsync(Limit, Cancel);
    }

    [Fact]
    public async Task A_part_that_fails_before_all_are_ready_ends_the_run_with_its_reason()
    {
        var cluster = Directory.CreateDirectory(Path.Combine(data.Path, "postgres")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cluster, "PG_VERSION"), "9.6\n", Cancel);

        await using var host = Start();
        await host.WaitForExitAsync(Limit, Cancel);

        Assert.Equal(1, host.ExitCode);
        Assert.Contains($"'{cluster}' was made by PostgreSQL 9", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        await host.Family.AssertGoneAsync(Limit, Cancel);
    }

    [Fact]
    public async Task A_second_AppHost_on_the_same_data_is_refused()
    {
        await using var first = Start();
        await RatingsAsync(first);

        await using var second = Start();
        await second.WaitForExitAsync(Limit, Cancel);

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(data.Path, second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
        Assert.True(await RatingsAsync(first) > 0);
    }

    private AppHostProcess Start() => AppHostProcess.Start(data.Path, AppHostProcess.FreePort());

    /// <summary>Waits until all tables are there, and the record of the runs that made them, so that a stop cuts nothing off; then counts.</summary>
    private static async Task<long> RatingsAsync(AppHostProcess host)
    {
        await host.QueryWhenReadyAsync(Specification.BestFilms, Limit, Cancel);
        await host.QueryUntilAsync("SELECT count(DISTINCT \"table\") FROM ops.runs WHERE kind = 'table' AND state = 'committed'", "6", Limit, Cancel);
        var answer = await host.QueryWhenReadyAsync("SELECT count(*) FROM movielens_staged.ratings", Limit, Cancel);
        return long.Parse(answer.GetProperty("rows")[0][0].ToString(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Every Parquet file and commit of the zones' tables, which has to be the same when nothing changed; not of the record of runs, which gets a row for each start.</summary>
    private string[] DataFiles() =>
    [
        .. Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".parquet", StringComparison.Ordinal) || (file.Contains("_delta_log", StringComparison.Ordinal) && file.EndsWith(".json", StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(data.Path, file))
            .Where(file => !file.Contains("/ops/runs/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
