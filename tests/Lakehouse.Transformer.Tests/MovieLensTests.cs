namespace Lakehouse.Transformer.Tests;

/// <summary>The sample pipeline on the real data, when <c>MOVIELENS_DIR</c> says where it is.</summary>
public sealed class MovieLensTests
{
    [Fact]
    public async Task The_real_data_gives_the_specified_counts_and_every_row_equals_a_plain_query()
    {
        var data = Environment.GetEnvironmentVariable("MOVIELENS_DIR");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MOVIELENS_DIR is not set.");
        await using var lake = Fill(data!);

        var run = await lake.RunAsync();

        Assert.All(run.Reports, report => Assert.Equal(Runs.TableState.Committed, report.State));
        Assert.Equal(9742, await lake.CountAsync("staged.movies"));
        Assert.Equal(100_836, await lake.CountAsync("staged.ratings"));
        Assert.Equal(3683, await lake.CountAsync("staged.tags"));
        Assert.Equal(9742, await lake.CountAsync("curated.movie_ratings"));
        Assert.Equal(18, await lake.CountAsync("curated.movie_ratings", "avg_rating IS NULL AND rating_count = 0"));
        Assert.Equal(2165, await lake.CountAsync("curated.user_tags"));
        Assert.Equal(
            lake.Query($"SELECT movieId, title, genres, avg(rating), count(rating) FROM '{data}/movies.csv' LEFT JOIN '{data}/ratings.csv' USING (movieId) GROUP BY ALL"),
            await lake.RowsAsync("curated.movie_ratings", "movieid, title, genres, avg_rating, rating_count"));
        Assert.Equal(
            lake.Query($"SELECT userId, tag, count(*) FROM read_csv('{data}/tags.csv', all_varchar = true) GROUP BY ALL"),
            await lake.RowsAsync("curated.user_tags"));
        Assert.All(await lake.RowsAsync("curated.movie_ratings", "rating_count", "weighted_rating > 4.2"), count => Assert.True(int.Parse(count) > 10));
    }

    private static LakeFolder Fill(string data)
    {
        var lake = new LakeFolder(Sample.Folder) { Name = "movielens" };
        const string load = ", TIMESTAMP '2026-11-22 10:00:00' AS dms_timestamp_col, '0000000000000000' AS change_seq";
        lake.Raw("movies", "LOAD00000001.parquet", $"SELECT 'I' AS \"Op\", CAST(movieId AS INT) AS movieid, title, genres{load} FROM '{data}/movies.csv'");
        lake.Raw("ratings", "LOAD00000001.parquet", $"SELECT 'I' AS \"Op\", CAST(userId AS INT) AS userid, CAST(movieId AS INT) AS movieid, CAST(rating AS DECIMAL(2,1)) AS rating, timestamp{load} FROM '{data}/ratings.csv'");
        lake.Raw("tags", "LOAD00000001.parquet", $"SELECT 'I' AS \"Op\", CAST(userId AS INT) AS userid, CAST(movieId AS INT) AS movieid, tag, CAST(timestamp AS BIGINT) AS timestamp{load} FROM read_csv('{data}/tags.csv', all_varchar = true)");
        lake.Raw("links", "LOAD00000001.parquet", $"SELECT 'I' AS \"Op\", CAST(movieId AS INT) AS movieid, imdbId AS imdbid, CAST(tmdbId AS INT) AS tmdbid{load} FROM read_csv('{data}/links.csv', all_varchar = true)");
        return lake;
    }
}
