using MovieLens.Source.DataSets;
using MovieLens.Source.Generation;

namespace MovieLens.Source.Tests;

public sealed class GeneratedDataSetTests
{
    private static readonly GeneratedDataSet Data = new(Scale.Small, seed: 42);
    private static readonly Movie[] Movies = [.. Data.Movies()];
    private static readonly Rating[] Ratings = [.. Data.Ratings()];
    private static readonly Tag[] Tags = [.. Data.Tags()];
    private static readonly Link[] Links = [.. Data.Links()];

    [Fact]
    public void Has_the_row_counts_of_ml_latest_small()
    {
        Assert.Equal(new DataSetCounts(9_742, 100_836, 3_683, 9_742), new DataSetCounts(Movies.Length, Ratings.Length, Tags.Length, Links.Length));
        Assert.Equal(610, Ratings.Select(rating => rating.UserId).Distinct().Count());
        Assert.Equal(18, Movies.Select(movie => movie.MovieId).Except(Ratings.Select(rating => rating.MovieId)).Count());
        Assert.Equal(58, Tags.Select(tag => tag.UserId).Distinct().Count());
        Assert.Equal(2_165, Tags.Select(tag => (tag.UserId, tag.Text)).Distinct().Count());
    }

    [Fact]
    public void Keys_are_unique_and_references_hold()
    {
        var films = Movies.Select(movie => movie.MovieId).ToHashSet();

        Assert.Equal(Movies.Length, films.Count);
        Assert.Equal(Ratings.Length, Ratings.DistinctBy(rating => (rating.UserId, rating.MovieId)).Count());
        Assert.Equal(Tags.Length, Tags.DistinctBy(tag => (tag.UserId, tag.MovieId, tag.Text)).Count());
        Assert.Equal(films, Links.Select(link => link.MovieId).ToHashSet());
        Assert.All(Ratings, rating => Assert.Contains(rating.MovieId, films));
        Assert.All(Tags, tag => Assert.Contains(tag.MovieId, films));
    }

    [Fact]
    public void A_film_without_ratings_is_there_because_somebody_tagged_it() =>
        Assert.Subset(
            Tags.Select(tag => tag.MovieId).ToHashSet(),
            Movies.Select(movie => movie.MovieId).Except(Ratings.Select(rating => rating.MovieId)).ToHashSet());

    [Fact]
    public void Stars_are_about_as_frequent_as_at_MovieLens()
    {
        double[] expected = [1.4, 2.8, 1.8, 7.5, 5.5, 19.9, 13.0, 26.6, 8.5, 13.1];

        for (var half = 1; half <= 10; half++)
        {
            var share = 100.0 * Ratings.Count(rating => rating.Stars == half / 2m) / Ratings.Length;
            Assert.InRange(share, expected[half - 1] - 2, expected[half - 1] + 2);
        }
    }

    [Fact]
    public void A_few_films_and_users_have_most_ratings()
    {
        var films = Ratings.CountBy(rating => rating.MovieId).Select(film => film.Value).OrderDescending().ToArray();
        var users = Ratings.CountBy(rating => rating.UserId).Select(user => user.Value).OrderDescending().ToArray();

        // ml-latest-small: 329 for the first film, 112 for the 100th, 26 for the 1,000th, 1 for a third of them.
        Assert.InRange(films[0], 250, 400);
        Assert.InRange(films[99], 85, 140);
        Assert.InRange(films[999], 17, 35);
        Assert.InRange(films.Count(ratings => ratings == 1), 1_000, 4_000);

        // 2,698 for the first user, 400 for the 61st, 70 for the one in the middle, 20 at least.
        Assert.InRange(users[0], 1_800, 3_000);
        Assert.InRange(users[61], 300, 500);
        Assert.InRange(users[305], 55, 90);
        Assert.Equal(20, users[^1]);
    }

    [Fact]
    public void Times_lie_between_1996_and_2018_and_no_film_is_rated_before_its_year()
    {
        Assert.All(Ratings, rating => Assert.InRange(rating.Timestamp, 828_124_615, 1_537_799_250));
        Assert.All(Tags, tag => Assert.InRange(tag.Timestamp, 828_124_615, 1_537_799_250));
        var years = Movies.ToDictionary(movie => movie.MovieId, movie => YearOf(movie.Title));
        Assert.All(Ratings, rating => Assert.True(DateTimeOffset.FromUnixTimeSeconds(rating.Timestamp).Year >= (years[rating.MovieId] ?? 0)));
    }

    [Fact]
    public void Titles_and_genres_are_as_awkward_as_real_ones()
    {
        Assert.InRange(Movies.Count(movie => YearOf(movie.Title) is null), 1, 40);
        Assert.Contains(Movies, movie => movie.Title.Any(character => character > 127));
        Assert.Contains(Movies, movie => movie.Title.Contains(',', StringComparison.Ordinal));
        Assert.Contains(Movies, movie => movie.Title.Contains('"', StringComparison.Ordinal));
        Assert.Contains(Movies, movie => movie.Title.EndsWith(' '));
        Assert.Contains(Movies, movie => movie.Genres == "(no genres listed)");
        Assert.Contains(Movies, movie => movie.Genres.Split('|').Length >= 4);
        Assert.Contains(Links, link => link.TmdbId is null);
        Assert.All(Links, link => Assert.Equal(7, link.ImdbId.Length));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_another_seed_others()
    {
        var again = new GeneratedDataSet(Scale.Small, seed: 42);
        var other = new GeneratedDataSet(Scale.Small, seed: 43);

        Assert.Equal(Ratings, again.Ratings());
        Assert.Equal(Tags, again.Tags());
        Assert.Equal(Movies, again.Movies());
        Assert.Equal(Data.Identity, again.Identity);
        Assert.NotEqual(Ratings, other.Ratings());
        Assert.NotEqual(Data.Identity, other.Identity);
    }

    [Theory]
    [InlineData("1m")]
    [InlineData("32m")]
    public void Larger_scales_start_to_stream_at_once_and_share_out_every_row(string name)
    {
        var scale = Scale.Find(name)!;
        var films = new FilmCatalog(scale, seed: 1);
        var audience = new Audience(scale, seed: 1, films);

        Assert.Equal(scale.Ratings, Enumerable.Range(0, audience.Count).Sum(user => (long)audience.Activity(user)));
        Assert.All(Enumerable.Range(0, 200), user => Assert.Equal(audience.Activity(user), audience.Films(user).Distinct().Count()));
        Assert.Equal(1_000, new Taggers(scale, seed: 1, films, audience).Rows().Take(1_000).DistinctBy(tag => (tag.UserId, tag.MovieId, tag.Text)).Count());
    }

    private static int? YearOf(string title)
    {
        var trimmed = title.TrimEnd();
        return trimmed.EndsWith(')') && int.TryParse(trimmed.AsSpan(trimmed.Length - 5, 4), out var year) ? year : null;
    }
}
