namespace Lakehouse.AppHost;

/// <summary>The two questions of the system's specification.</summary>
internal static class SampleQueries
{
    public const string Database = "datahandson_mds_movielens_deltalake";

    public const string BestFilms = $"SELECT title, avg_rating, genres FROM {Database}.movie_ratings ORDER BY avg_rating DESC LIMIT 10";

    public const string TopTags = $"SELECT tag, COUNT(*) AS total FROM {Database}.user_tags GROUP BY tag ORDER BY total DESC LIMIT 20";
}
