namespace MovieLens.Source.Generation;

/// <summary>
/// The made-up users: how many films each rates and which. A user's films depend on the seed and the user only, so they can be
/// drawn once for the ratings and again for the tags, and are never all in memory.
/// </summary>
internal sealed class Audience
{
    private readonly long seed;
    private readonly FilmCatalog films;
    private readonly int[] activity;
    private readonly int[] coverageStart;
    private readonly int[] coverageRanks;

    public Audience(Scale scale, long seed, FilmCatalog films)
    {
        this.seed = seed;
        this.films = films;
        activity = MakeActivity(scale, seed);
        (coverageStart, coverageRanks) = MakeCoverage(scale, seed, activity);
    }

    public int Count => activity.Length;

    /// <summary>How many films a user (counted from 0) rates.</summary>
    public int Activity(int user) => activity[user];

    /// <summary>Numbers of the films that a user rates, ascending.</summary>
    public int[] Films(int user)
    {
        var random = new RandomStream(seed, Purpose.Films, user);
        var ranks = new HashSet<int>(activity[user]);
        ranks.UnionWith(coverageRanks.AsSpan(coverageStart[user]..coverageStart[user + 1]).ToArray());
        films.Popularity.Ranks.Fill(ranks, activity[user], ref random);
        var numbers = new int[ranks.Count];
        var i = 0;
        foreach (var rank in ranks)
        {
            numbers[i++] = films.Popularity.ByRank[rank];
        }

        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>At least 20 films; beyond that log-normal: at MovieLens half of the users rate fewer than 70, a few rate thousands.</summary>
    private static int[] MakeActivity(Scale scale, long seed)
    {
        var order = new int[scale.Users];
        var weights = new double[scale.Users];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        new RandomStream(seed, Purpose.Activity).Shuffle(order);
        for (var i = 0; i < order.Length; i++)
        {
            weights[order[i]] = Math.Exp(1.45 * Normal.Quantile((i + 0.5) / order.Length));
        }

        var rated = scale.Movies - scale.UnratedMovies;
        var most = Math.Max(Scale.LeastRatingsOfUser, (int)(0.28 * rated)) - Scale.LeastRatingsOfUser;
        var beyond = Apportionment.Share(scale.Ratings - (long)scale.Users * Scale.LeastRatingsOfUser, weights, _ => 0, _ => most);
        return Array.ConvertAll(beyond, ratings => ratings + Scale.LeastRatingsOfUser);
    }

    /// <summary>Gives every rated film one user who rates it for certain; the more films a user rates, the more obscure ones are among them.</summary>
    private static (int[] Start, int[] Ranks) MakeCoverage(Scale scale, long seed, int[] activity)
    {
        var random = new RandomStream(seed, Purpose.Coverage);
        var users = new WeightedChoice(Array.ConvertAll(activity, static ratings => (double)ratings));
        var rated = scale.Movies - scale.UnratedMovies;
        var given = new int[activity.Length];
        var owners = new int[rated];
        for (var rank = 0; rank < rated; rank++)
        {
            do
            {
                owners[rank] = users.Next(ref random);
            }
            while (given[owners[rank]] >= activity[owners[rank]]);
            given[owners[rank]]++;
        }

        var ranks = new int[rated];
        for (var rank = 0; rank < rated; rank++)
        {
            ranks[rank] = rank;
        }

        Array.Sort(owners, ranks);
        var start = new int[activity.Length + 1];
        for (var user = 0; user < given.Length; user++)
        {
            start[user + 1] = start[user] + given[user];
        }

        return (start, ranks);
    }
}
