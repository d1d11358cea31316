using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Lakehouse.QueryApi.Tests.Flight;

namespace Lakehouse.AppHost.Tests;

/// <summary>`dotnet run` on the AppHost takes MovieLens from Postgres to SQL over Delta tables, and every row is right.</summary>
public sealed class MovieLensTests(RunningLakehouse lakehouse) : IClassFixture<RunningLakehouse>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_query_is_answered_within_a_minute() =>
        Assert.True(lakehouse.FirstAnswer < Specification.FirstAnswer, $"It took {lakehouse.FirstAnswer}:\n{lakehouse.Host.Output}");

    [Fact]
    public async Task The_best_films_are_those_that_Postgres_computes()
    {
        var lake = await lakehouse.AskLakeAsync(Specification.BestFilms, Cancel);

        // Many films share the best average, and which ten of them come first is open: each must have its own right average, and the ten averages must be the best.
        var source = await Ask("SELECT m.title, avg(r.rating)::float8, m.genres FROM movies m JOIN ratings r USING (movieid) GROUP BY m.movieid ORDER BY 2 DESC");
        Assert.Equal(10, lake.Count);
        Assert.All(lake, row => Assert.Contains(source, expected => expected[0] == row[0] && expected[2] == row[2] && Near(expected[1], row[1])));
        Assert.All(lake.Zip(source), pair => Assert.True(Near(pair.Second[1], pair.First[1])));
    }

    [Fact]
    public async Task The_top_tags_are_those_that_Postgres_computes()
    {
        var lake = await lakehouse.AskLakeAsync(Specification.TopTags, Cancel);
        var source = await Ask("SELECT tag, count(DISTINCT userid) FROM tags GROUP BY tag ORDER BY 2 DESC");
        Assert.Equal(20, lake.Count);
        Assert.All(lake, row => Assert.Contains(source, expected => expected[0] == row[0] && expected[1] == row[1]));
        Assert.Equal(source.Take(20).Select(row => row[1]), lake.Select(row => row[1]));
    }

    [Fact]
    public async Task Every_row_of_movie_ratings_is_what_Postgres_computes()
    {
        var lake = await lakehouse.AskLakeAsync("SELECT movieid, title, genres, avg_rating, rating_count FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY movieid", Cancel);
        var source = await Ask("SELECT m.movieid, m.title, m.genres, avg(r.rating)::float8, count(r.rating) FROM movies m LEFT JOIN ratings r USING (movieid) GROUP BY m.movieid ORDER BY 1");

        Assert.Equal(source.Count, lake.Count);
        Assert.All(source.Zip(lake), pair =>
        {
            Assert.Equal(pair.First[..3], pair.Second[..3]);
            Assert.True(Near(pair.First[3], pair.Second[3]), $"avg_rating of film {pair.First[0]}: Postgres {pair.First[3]}, lake {pair.Second[3]}");
            Assert.Equal(pair.First[4], pair.Second[4]);
        });
    }

    [Fact]
    public async Task Every_row_of_user_tags_is_what_Postgres_computes() => await SameRows(
        "SELECT userid, tag, tag_count FROM datahandson_mds_movielens_deltalake.user_tags",
        "SELECT userid, tag, count(*) FROM tags GROUP BY userid, tag");

    [Theory]
    [InlineData("movies", "movieid, title, genres")]
    [InlineData("ratings", "userid, movieid, rating, \"timestamp\"")]
    [InlineData("tags", "userid, movieid, tag, \"timestamp\"")]
    [InlineData("links", "movieid, imdbid, tmdbid")]
    public async Task Every_row_of_a_staged_table_is_the_row_of_Postgres(string table, string columns) =>
        await SameRows($"SELECT {columns} FROM movielens_staged.{table}", $"SELECT {columns} FROM {table}");

    [Fact]
    public async Task The_real_data_set_has_its_known_counts()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MOVIELENS_DIR") is { Length: > 0 }, "MOVIELENS_DIR is not set, so the data set is a generated or downloaded one.");
        var counts = await lakehouse.AskLakeAsync(
            """
            SELECT (SELECT count(*) FROM movielens_staged.ratings), (SELECT count(*) FROM movielens_staged.tags), (SELECT count(*) FROM movielens_staged.movies),
                   (SELECT count(*) FROM datahandson_mds_movielens_deltalake.movie_ratings),
                   (SELECT count(*) FROM datahandson_mds_movielens_deltalake.movie_ratings WHERE avg_rating IS NULL),
                   (SELECT count(*) FROM datahandson_mds_movielens_deltalake.user_tags)
            """, Cancel);
        Assert.Equal(["100836", "3683", "9742", "9742", "18", "2165"], counts[0]);
    }

    [Fact]
    public async Task Csv_has_a_header_line_and_the_same_rows()
    {
        using var response = await lakehouse.Host.PostAsync(Specification.TopTags, "text/csv", Cancel);
        Assert.Equal(new MediaTypeHeaderValue("text/csv").MediaType, response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(Cancel)).TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("tag,total", lines[0]);
        Assert.Equal(21, lines.Length);
    }

    [Fact]
    public async Task The_command_line_answers_the_same_query()
    {
        // Tags that are used equally often come in any order, and the last of the twenty may be any of several: so also by name.
        var sql = Specification.TopTags.Replace("total DESC", "total DESC, tag", StringComparison.Ordinal);
        var (code, output, error) = await CommandLine.RunAsync(["query", sql, "--endpoint", lakehouse.Host.QueryApi.ToString(), "--format", "csv"], Cancel);
        Assert.True(code == 0, error);
        using var response = await lakehouse.Host.PostAsync(sql, "text/csv", Cancel);
        Assert.Equal((await response.Content.ReadAsStringAsync(Cancel)).ReplaceLineEndings("\n").TrimEnd().Split('\n'), output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Flight_SQL_answers_where_the_announcement_says()
    {
        await lakehouse.Host.WaitForOutputAsync("Ctrl+C stops everything", AppHostProcess.Patience, Cancel);
        var address = Regex.Match(lakehouse.Host.Output, @"Flight SQL +(grpc://localhost:\d+)").Groups[1].Value;
        using var client = new FlightSqlClient(address);

        var (schema, batches) = await client.QueryAsync(Specification.TopTags);

        Assert.Equal(["tag", "total"], schema.FieldsList.Select(field => field.Name));
        Assert.Equal(20, batches.Sum(batch => batch.Length));
    }

    [Fact]
    public async Task The_command_line_lists_the_tables()
    {
        var (code, output, error) = await CommandLine.RunAsync(["tables", "--endpoint", lakehouse.Host.QueryApi.ToString()], Cancel);
        Assert.True(code == 0, error);
        Assert.All(["movie_ratings", "user_tags", "ratings", "tags", "movies", "links"], table => Assert.Contains(table, output, StringComparison.Ordinal));
    }

    private static bool Near(string? a, string? b) => a is null || b is null
        ? a == b
        : Math.Abs(double.Parse(a, CultureInfo.InvariantCulture) - double.Parse(b, CultureInfo.InvariantCulture)) < 1e-9;

    private async Task SameRows(string lakeSql, string sourceSql)
    {
        var lake = await lakehouse.AskLakeAsync(lakeSql, Cancel);
        var source = await Ask(sourceSql);
        Assert.NotEmpty(source);
        Assert.Equal(Sorted(source), Sorted(lake));

        static List<string> Sorted(List<string?[]> rows) => [.. rows.Select(row => string.Join('\u001f', row.Select(value => value ?? "\u0000"))).Order(StringComparer.Ordinal)];
    }

    private Task<List<string?[]>> Ask(string sql) => SourceDatabase.AskAsync(lakehouse.Source, sql, Cancel);
}
