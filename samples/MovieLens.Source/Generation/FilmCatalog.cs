namespace MovieLens.Source.Generation;

/// <summary>The made-up films: identity, year, popularity and quality. Memory grows with films only.</summary>
internal sealed class FilmCatalog
{
    private const int FirstYear = 1915;
    private const int LastYear = 2018;

    public FilmCatalog(Scale scale, long seed)
    {
        var count = scale.Movies;
        Ids = new int[count];
        Years = new short[count];
        Quality = new float[count];
        var titles = new RandomStream(seed, Purpose.Titles);
        var quality = new RandomStream(seed, Purpose.Quality);
        var id = 0;
        for (var i = 0; i < count; i++)
        {
            // MovieLens' early identities are dense, its later ones far apart.
            id += 1 + (i < count / 2 ? titles.Below(2) : titles.Below(38));
            Ids[i] = id;

            // Most films are recent; the catalogue began with those of its time and took in old and new ones later.
            Years[i] = (short)(i < count / 5 ? 1996 - (int)Math.Min(70, titles.Exponential(8)) : Math.Max(FirstYear, LastYear - (int)titles.Exponential(17)));
            Quality[i] = (float)quality.Normal();
        }

        (Popularity, Unrated) = MakePopularity(scale, seed);
    }

    /// <summary>Identities by film number, ascending.</summary>
    public int[] Ids { get; }

    public short[] Years { get; }

    /// <summary>Mean 0, deviation 1: what raters agree on.</summary>
    public float[] Quality { get; }

    /// <summary>Draws rated films as often as they are watched.</summary>
    public PopularityChoice Popularity { get; }

    /// <summary>Numbers of the films that nobody rated.</summary>
    public int[] Unrated { get; }

    private static (PopularityChoice Popularity, int[] Unrated) MakePopularity(Scale scale, long seed)
    {
        var random = new RandomStream(seed, Purpose.Popularity);
        var ranks = new double[scale.Movies];
        var films = new int[scale.Movies];
        for (var i = 0; i < films.Length; i++)
        {
            films[i] = i;

            // Long-known films tend to be the popular ones.
            ranks[i] = random.Unit() + 0.7 * i / films.Length;
        }

        Array.Sort(ranks, films);
        var rated = scale.Movies - scale.UnratedMovies;
        var weights = new double[rated];
        for (var rank = 0; rank < rated; rank++)
        {
            // Fitted to ml-latest-small and ml-25m: a power law that bends down after some thousand films.
            weights[rank] = Math.Pow(rank + 18, -0.9) * Math.Exp(-rank / 4300.0);
        }

        return (new PopularityChoice(films[..rated], new WeightedChoice(weights)), films[rated..]);
    }
}
