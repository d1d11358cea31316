using System.Globalization;
using MovieLens.Source.DataSets;

namespace MovieLens.Source.Generation;

/// <summary>A made-up data set with MovieLens' schema, row counts and skew; the same for the same scale and seed.</summary>
internal sealed class GeneratedDataSet : IDataSet
{
    /// <summary>Raised when the same scale and seed give other rows than before.</summary>
    private const int Edition = 1;

    private readonly Scale scale;
    private readonly long seed;
    private readonly FilmCatalog films;
    private readonly Audience audience;

    public GeneratedDataSet(Scale scale, long seed)
    {
        this.scale = scale;
        this.seed = seed;
        films = new FilmCatalog(scale, seed);
        audience = new Audience(scale, seed, films);
        Identity = string.Create(CultureInfo.InvariantCulture, $"generated:{scale.Name}:seed={seed}:edition={Edition}");
        Description = string.Create(CultureInfo.InvariantCulture, $"a GENERATED data set (scale {scale.Name}, seed {seed}; made-up films and users, not MovieLens')");
    }

    public string Identity { get; }

    public string Description { get; }

    public string? Licence => null;

    public DataSetCounts? ExpectedCounts => scale.Counts;

    public IEnumerable<Movie> Movies()
    {
        for (var film = 0; film < films.Ids.Length; film++)
        {
            var random = new RandomStream(seed, Purpose.Titles, film + 1);
            yield return new Movie(films.Ids[film], Titles.Make(ref random, films.Years[film]), Genres.Make(ref random));
        }
    }

    public IEnumerable<Rating> Ratings()
    {
        for (var user = 0; user < audience.Count; user++)
        {
            // Shares of the variance as at MovieLens: the film 0.17, the user's mood in general 0.2, the rest taste.
            var random = new RandomStream(seed, Purpose.Opinions, user);
            var kindness = 0.45 * random.Normal();
            var time = RatingTimes.Arrival(ref random);
            foreach (var film in audience.Films(user))
            {
                time = RatingTimes.Next(time, ref random);
                var liking = (0.41 * films.Quality[film]) + kindness + (0.79 * random.Normal());
                yield return new Rating(user + 1, films.Ids[film], StarDistribution.Stars(liking), RatingTimes.NotBeforeRelease(time, films.Years[film], ref random));
            }
        }
    }

    public IEnumerable<Tag> Tags() => new Taggers(scale, seed, films, audience).Rows();

    public IEnumerable<Link> Links()
    {
        var random = new RandomStream(seed, Purpose.Links);
        for (var film = 0; film < films.Ids.Length; film++)
        {
            var imdb = (film * 97L + random.Below(97)) % 10_000_000;

            // TMDB does not know about one film in a thousand.
            int? tmdb = random.Below(1200) == 0 ? null : 11 + film * 13 + random.Below(13);
            yield return new Link(films.Ids[film], imdb.ToString("0000000", CultureInfo.InvariantCulture), tmdb);
        }
    }
}
