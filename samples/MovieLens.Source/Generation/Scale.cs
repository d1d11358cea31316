using MovieLens.Source.DataSets;

namespace MovieLens.Source.Generation;

/// <summary>The size of a generated data set: the row counts of GroupLens' set of that name.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Users">Users; each rates at least 20 films.</param>
/// <param name="Movies">Films.</param>
/// <param name="UnratedMovies">Films that nobody rated, but somebody tagged.</param>
/// <param name="Ratings">Ratings.</param>
/// <param name="Tags">Rows of tags.</param>
/// <param name="UserTags">Distinct pairs of user and tag among them.</param>
/// <param name="Taggers">Users who put tags on films.</param>
internal sealed record Scale(string Name, int Users, int Movies, int UnratedMovies, int Ratings, int Tags, int UserTags, int Taggers)
{
    public const int LeastRatingsOfUser = 20;

    // GroupLens' 1m has no tags, and nobody publishes the pairs beyond small: there the numbers follow small's proportions.
    private static readonly Scale[] All =
    [
        new("small", 610, 9_742, 18, 100_836, 3_683, 2_165, 58),
        new("1m", 6_040, 3_883, 177, 1_000_209, 10_000, 5_880, 600),
        new("10m", 69_878, 10_681, 4, 10_000_054, 95_580, 56_200, 4_009),
        new("20m", 138_493, 27_278, 534, 20_000_263, 465_564, 273_700, 7_801),
        new("25m", 162_541, 62_423, 3_376, 25_000_095, 1_093_360, 642_900, 14_592),
        new("32m", 200_948, 87_585, 3_153, 32_000_204, 2_000_072, 1_176_000, 15_848),
    ];

    public static Scale Small => All[0];

    public static string Names => string.Join(", ", All.Select(scale => scale.Name)) + " (100k is another name for small)";

    public DataSetCounts Counts => new(Movies, Ratings, Tags, Movies);

    public static Scale? Find(string name) =>
        string.Equals(name, "100k", StringComparison.OrdinalIgnoreCase) ? Small : Array.Find(All, scale => string.Equals(scale.Name, name, StringComparison.OrdinalIgnoreCase));
}
