using Lakehouse.QueryApi.Athena;
using Microsoft.Extensions.Configuration;

namespace Lakehouse.QueryApi.Tests.Athena;

public class ResultLocationTests
{
    private static readonly AthenaOptions Options = AthenaOptions.FromConfiguration(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Athena:Buckets"] = "lake, results" }).Build(),
        new Uri("file:///tmp/athena/"),
        [new Uri("s3://lake/raw/"), new Uri("s3://lake/curated")]);

    [Theory]
    [InlineData("s3://lake/raw")]
    [InlineData("s3://lake/raw/")]
    [InlineData("s3://lake/raw/movielens/public/movies/")]
    [InlineData("s3://lake/curated/movielens/movie_ratings/")]
    public void No_result_goes_where_the_tables_are(string location) =>
        Assert.Contains("among the lake's tables", Assert.Throws<AthenaException>(() => ResultLocation.Of(Options, location, "x.csv")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("s3://lake/rawest/")]
    [InlineData("s3://lake/results/")]
    [InlineData("s3://results/raw/")]
    [InlineData("s3://other/raw/")]
    public void Results_go_elsewhere(string location) => Assert.Equal($"{location}x.csv", ResultLocation.Of(Options, location, "x.csv").Told);
}
