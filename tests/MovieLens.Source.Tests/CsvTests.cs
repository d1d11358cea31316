using System.Text;
using MovieLens.Source.Csv;
using MovieLens.Source.DataSets;

namespace MovieLens.Source.Tests;

public sealed class CsvTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_quotes_commas_line_breaks_accents_and_missing_tmdb_ids()
    {
        using var folder = SmallFiles.Create();
        var data = await CsvFolder.OpenAsync(folder.Path, Cancellation);

        Assert.Equal(
            ["Toy Tale (1995)", "American Judge, The (1995)", "11'09\"01 (2002)", "Two\nlines (1999)", "Misérables à Paris (1995) "],
            data.Movies().Select(movie => movie.Title));
        Assert.Equal([new Rating(1, 1, 4m, 964982703), new Rating(1, 2, 0.5m, 964981247), new Rating(2, 1, 5m, 1445714835)], data.Ratings());
        Assert.Equal(["funny", "so good, so bad", "\"quoted\""], data.Tags().Select(tag => tag.Text));
        Assert.Equal(new Link(1, "0114709", 862), data.Links().First());
        Assert.Null(data.Links().ElementAt(1).TmdbId);
    }

    [Fact]
    public async Task Reads_a_byte_order_mark_carriage_returns_blank_lines_and_columns_in_another_order()
    {
        using var folder = SmallFiles.Create(movies: "\uFEFFtitle,genres,MOVIEID\r\nToy Tale (1995),Comedy,1\r\n\r\nLast One (1996),Drama,2");
        var data = await CsvFolder.OpenAsync(folder.Path, Cancellation);

        Assert.Equal([new Movie(1, "Toy Tale (1995)", "Comedy"), new Movie(2, "Last One (1996)", "Drama")], data.Movies());
    }

    [Fact]
    public async Task The_identity_depends_on_the_content_and_not_on_the_folder()
    {
        using var one = SmallFiles.Create();
        using var same = SmallFiles.Create();
        using var other = SmallFiles.Create(tags: SmallFiles.Tags + "2,1,late,1445714999\n");
        var identity = (await CsvFolder.OpenAsync(one.Path, Cancellation)).Identity;

        Assert.Equal(identity, (await CsvFolder.OpenAsync(same.Path, Cancellation)).Identity);
        Assert.NotEqual(identity, (await CsvFolder.OpenAsync(other.Path, Cancellation)).Identity);
    }

    [Theory]
    [InlineData("movieId,title,genres\n1,A (1995),Drama\n2,\"B\nC (1996)\",Drama\nx7,D,Drama\n", 5, "movieId", "'x7'")]
    [InlineData("movieId,title,genres\n1,,Drama\n", 2, "title", "nothing")]
    [InlineData("movieId,genres\n1,Drama\n", 1, "title", "'movieId,genres'")]
    [InlineData("movieId,title,genres\n1,A\n", 2, null, "found 2")]
    [InlineData("movieId,title,genres\n1,A,Drama,more\n", 2, null, "found 4")]
    [InlineData("movieId,title,genres\n1,A (1995),Drama\n2,\"B (1996),Drama\n3,C,Drama\n", 3, null, "expected")]
    [InlineData("movieId,title,genres\n1,\"A\" quoted (1995),Drama\n", 2, null, "quote")]
    [InlineData("", 1, null, "movieId,title,genres")]
    public async Task A_malformed_row_is_named_by_file_line_column_and_expectation(string movies, int line, string? column, string saysAlso)
    {
        using var folder = SmallFiles.Create(movies: movies);
        var data = await CsvFolder.OpenAsync(folder.Path, Cancellation);

        var exception = Assert.Throws<MalformedDataException>(() => data.Movies().Count());

        Assert.Equal((folder.File("movies.csv"), line, column), (exception.File, exception.Line, exception.Column));
        Assert.Contains($"{folder.File("movies.csv")}, line {line}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(saysAlso, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was loaded", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.2")]
    [InlineData("0.0")]
    [InlineData("5.5")]
    [InlineData("-1")]
    [InlineData("good")]
    [InlineData("")]
    public async Task Stars_are_checked(string stars)
    {
        using var folder = SmallFiles.Create(ratings: $"userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,{stars},964981247\n");
        var data = await CsvFolder.OpenAsync(folder.Path, Cancellation);

        var exception = Assert.Throws<MalformedDataException>(() => data.Ratings().Count());

        Assert.Equal((3, "rating"), (exception.Line, exception.Column));
        Assert.Contains("0.5 to 5.0 stars in steps of 0.5", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_named()
    {
        using var folder = SmallFiles.Create();
        await File.WriteAllBytesAsync(folder.File("tags.csv"), Encoding.Latin1.GetBytes("userId,movieId,tag,timestamp\n1,1,trčs dôle,1445714994\n"), Cancellation);
        var data = await CsvFolder.OpenAsync(folder.Path, Cancellation);

        var exception = Assert.Throws<MalformedDataException>(() => data.Tags().Count());

        Assert.Contains("UTF-8", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named_before_anything_is_read()
    {
        using var folder = SmallFiles.Create(links: null);

        var exception = await Assert.ThrowsAsync<MalformedDataException>(() => CsvFolder.OpenAsync(folder.Path, Cancellation));

        Assert.StartsWith($"{folder.File("links.csv")}: the file is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_folder_is_named_with_the_way_out()
    {
        var exception = await Assert.ThrowsAsync<SourceException>(() => CsvFolder.OpenAsync("/nonexistent/ml", Cancellation));

        Assert.Contains("/nonexistent/ml", exception.Message, StringComparison.Ordinal);
        Assert.Contains("MOVIELENS_DIR", exception.Message, StringComparison.Ordinal);
    }
}
