namespace MovieLens.Source.Generation;

/// <summary>MovieLens' genres, as frequent as there.</summary>
internal static class Genres
{
    private const string None = "(no genres listed)";

    private static readonly string[] Names =
    [
        "Action", "Adventure", "Animation", "Children", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir",
        "Horror", "IMAX", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    private static readonly WeightedChoice Choice =
        new([1828, 1263, 611, 664, 3756, 1199, 440, 4361, 779, 87, 978, 158, 334, 573, 1596, 980, 1894, 382, 167]);

    private static readonly WeightedChoice HowMany = new([34, 2851, 3218, 2338, 987, 271, 43]);

    public static string Make(ref RandomStream random)
    {
        var count = HowMany.Next(ref random);
        if (count == 0)
        {
            return None;
        }

        var chosen = new HashSet<int>(count);
        Choice.Fill(chosen, count, ref random);
        return string.Join('|', chosen.Order().Select(genre => Names[genre]));
    }
}
