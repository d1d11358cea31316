namespace Lakehouse.AppHost.Tests;

/// <summary>The lake of a developer on AWS, which the AppHost makes by CloudFormation.</summary>
public sealed class LakeOnAwsTests : IDisposable
{
    private static readonly TimeSpan Limit = AppHostProcess.Patience;
    private readonly TemporaryFolder data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task The_stack_is_made_and_its_buckets_hold_the_lake()
    {
        await using var account = await EmulatedBucket.StartAccountAsync("eu-west-1");
        await using var host = AppHostProcess.Start(data.Path, AppHostProcess.FreePort(), account.Environment, "--lake", "aws", "--aws-region", "eu-west-1", "--prefix", "you");

        await host.QueryWhenReadyAsync(Specification.BestFilms, Limit, Cancel);

        Assert.Equal("s3://you-curated-123456789012-eu-west-1", host.Family.Variables("Lake__Curated"));
        Assert.Equal("eu-west-1", host.Family.Variables("AWS_REGION"));
        foreach (var (zone, part) in new[] { ("raw", "movielens/public/movies/LOAD00000001.parquet"), ("staged", "movielens/ratings/_delta_log/00000000000000000000.json"), ("curated", "movielens/movie_ratings/_delta_log/00000000000000000000.json") })
        {
            Assert.Contains(part, await account.KeysAsync(Cancel, $"you-{zone}-123456789012-eu-west-1"));
        }

        Assert.False(Directory.Exists(Path.Combine(data.Path, "lake")), "Something of the lake lies on the local disk.");
    }

    [Fact]
    public async Task A_stack_that_cannot_be_made_ends_the_start_with_its_reason()
    {
        await using var account = await EmulatedBucket.StartAccountAsync("eu-west-1");
        await using var host = AppHostProcess.Start(data.Path, AppHostProcess.FreePort(), account.Environment, "--lake", "aws", "--aws-region", "eu-west-1", "--prefix", "Not-A-Bucket");

        await host.WaitForExitAsync(Limit, Cancel);

        Assert.NotEqual(0, host.ExitCode);
        Assert.Contains("Parameter Prefix is 'Not-A-Bucket'", host.Output, StringComparison.Ordinal);
    }
}
