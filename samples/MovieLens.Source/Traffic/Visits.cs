using System.Globalization;
using MovieLens.Source.DataSets;
using MovieLens.Source.Generation;

namespace MovieLens.Source.Traffic;

/// <summary>Makes up what happens next: somebody visits and changes a few rows, which belong into one transaction.</summary>
internal sealed class Visits(Community community, long seed, TimeProvider clock)
{
    private RandomStream random = new(seed, Purpose.Traffic);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The next visit's changes, one or more.</summary>
    public IReadOnlyList<Change> Next() => random.Below(100) switch
    {
        < 6 => RateFilms(++community.LastUserId, 3 + random.Below(6)),
        < 24 when community.Ratings.Count > 0 => [ChangeRating()],
        < 32 when community.Ratings.Count > 0 => [WithdrawRating()],
        < 44 => AddTags(1 + random.Below(3)),
        < 49 when community.Tags.Count > 0 => [RemoveTag()],
        < 52 => [CorrectTitle()],
        < 53 => AddFilm(),
        _ => RateFilms(1 + random.Below(community.LastUserId), 1 + random.Below(3)),
    };

    private Change[] RateFilms(int user, int count)
    {
        var changes = new Change[count];
        for (var i = 0; i < count; i++)
        {
            var film = AnyFilm();
            changes[i] = Changes.AddRating(new Rating(user, film, AnyStars(), Now)) with
            {
                WhenMade = () => community.Ratings.Add((user, film), ref random),
            };
        }

        return changes;
    }

    private Change ChangeRating()
    {
        var (user, film) = community.Ratings.Peek(ref random);
        return Changes.ChangeRating(new Rating(user, film, AnyStars(), Now));
    }

    private Change WithdrawRating()
    {
        var (user, film) = community.Ratings.Take(ref random);
        return Changes.WithdrawRating(user, film);
    }

    private Change[] AddTags(int count)
    {
        // Who tags a film has mostly rated it.
        var (user, film) = community.Ratings.Count > 0 ? community.Ratings.Peek(ref random) : (1, AnyFilm());
        var changes = new Change[count];
        for (var i = 0; i < count; i++)
        {
            var word = TagVocabulary.Word((int)(random.Unit() * random.Unit() * TagVocabulary.PlainCount));
            var tag = new Tag(user, film, word, Now);
            changes[i] = Changes.AddTag(tag) with { WhenMade = () => community.Tags.Add(tag, ref random) };
        }

        return changes;
    }

    private Change RemoveTag() => Changes.RemoveTag(community.Tags.Take(ref random));

    private Change CorrectTitle() => Changes.CorrectTitle(community.Movies.Peek(ref random), Titles.Words(ref random));

    private Change[] AddFilm()
    {
        var id = ++community.LastMovieId;
        var movie = new Movie(id, Titles.Make(ref random, clock.GetUtcNow().Year), Genres.Make(ref random));
        var imdb = random.Below(10_000_000).ToString("0000000", CultureInfo.InvariantCulture);
        int? tmdb = random.Chance(0.8) ? random.Below(1_000_000) : null;
        return
        [
            Changes.AddMovie(movie) with { WhenMade = () => community.Movies.Add(id, ref random) },
            Changes.AddLink(new Link(id, imdb, tmdb)),
        ];
    }

    private int AnyFilm() =>
        community.Ratings.Count > 0 && random.Chance(0.9) ? community.Ratings.Peek(ref random).MovieId : community.Movies.Peek(ref random);

    private decimal AnyStars() => StarDistribution.Stars(random.Normal());
}
