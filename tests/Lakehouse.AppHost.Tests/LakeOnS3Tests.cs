namespace Lakehouse.AppHost.Tests;

/// <summary>The whole product with all zones in S3: Ingestor, Transformer, QueryApi and the command line.</summary>
public sealed class LakeOnS3Tests : IDisposable
{
    private static readonly TimeSpan Limit = AppHostProcess.Patience;
    private readonly TemporaryFolder data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Postgres_is_replicated_built_and_queried_with_all_zones_in_S3()
    {
        await using var bucket = await EmulatedBucket.StartAsync(Cancel);
        await using var host = AppHostProcess.Start(data.Path, AppHostProcess.FreePort(), bucket.Environment, "--lake", EmulatedBucket.Root);

        await host.QueryWhenReadyAsync(Specification.BestFilms, Limit, Cancel);
        await host.QueryWhenReadyAsync(Specification.TopTags, Limit, Cancel);
        var source = host.Family.Variables("ConnectionStrings__movielens")!;
        var film = (await SourceDatabase.AskAsync(source, "UPDATE movies SET title = 'A film by another name' WHERE movieid = (SELECT min(movieid) FROM movies) RETURNING movieid", Cancel))[0][0]!;
        await host.QueryUntilAsync($"SELECT title FROM datahandson_mds_movielens_deltalake.movie_ratings WHERE movieid = {film}", "A film by another name", Limit, Cancel);
        var expected = await SourceDatabase.AskAsync(source, "SELECT (SELECT count(*) FROM ratings), (SELECT count(*) FROM tags), (SELECT count(*) FROM ratings WHERE rating >= 4)", Cancel);
        var counts = await host.QueryWhenReadyAsync("SELECT (SELECT count(*) FROM movielens_staged.ratings), (SELECT count(*) FROM movielens_staged.tags), (SELECT count(*) FROM movielens_staged.ratings WHERE rating >= 4)", Limit, Cancel);
        var table = await CommandLine.RunAsync(["table", "read", $"{EmulatedBucket.Root}/curated/movielens/movie_ratings", "--where", $"movieid = {film}"], Cancel, bucket.Environment);
        var (code, output, error) = await CommandLine.RunAsync(["tables", "--endpoint", host.QueryApi.ToString()], Cancel);

        Assert.Equal(expected[0], counts.GetProperty("rows")[0].EnumerateArray().Select(value => value.ToString()));
        Assert.True(table.Code == 0, table.Error);
        Assert.Contains("A film by another name", table.Output, StringComparison.Ordinal);
        Assert.True(code == 0, error);
        Assert.Contains("movie_ratings", output, StringComparison.Ordinal);
        var keys = await bucket.KeysAsync(Cancel);
        Assert.All(["raw", "staged", "curated", "quality"], zone => Assert.Contains(keys, key => key.StartsWith($"movielens-lake/{zone}/", StringComparison.Ordinal)));
        Assert.Contains(keys, key => key.EndsWith("movie_ratings/_delta_log/00000000000000000000.json", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(data.Path, "lake")), "Something of the lake lies on the local disk.");
    }
}
