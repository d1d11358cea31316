namespace Lakehouse.AppHost.Tests;

/// <summary>The two queries that the system is specified to answer.</summary>
internal static class Specification
{
    public const string BestFilms = "SELECT title, avg_rating, genres FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY avg_rating DESC LIMIT 10";

    public const string TopTags = "SELECT tag, COUNT(*) AS total FROM datahandson_mds_movielens_deltalake.user_tags GROUP BY tag ORDER BY total DESC LIMIT 20";

    /// <summary>From the end of the build to the first answered query, on two cores that have nothing else to do, with the real data set.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(60);
}
