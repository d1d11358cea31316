using MovieLens.Source.DataSets;

namespace MovieLens.Source.Traffic;

/// <summary>The statements that users and editors cause.</summary>
internal static class Changes
{
    public static Change AddRating(Rating rating) => new(
        "ratings",
        "insert",
        "INSERT INTO public.ratings (userid, movieid, rating, \"timestamp\") VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        rating.UserId,
        rating.MovieId,
        rating.Stars,
        rating.Timestamp);

    public static Change ChangeRating(Rating rating) => new(
        "ratings",
        "update",
        "UPDATE public.ratings SET rating = $3, \"timestamp\" = $4 WHERE userid = $1 AND movieid = $2",
        rating.UserId,
        rating.MovieId,
        rating.Stars,
        rating.Timestamp);

    public static Change WithdrawRating(int userId, int movieId) =>
        new("ratings", "delete", "DELETE FROM public.ratings WHERE userid = $1 AND movieid = $2", userId, movieId);

    public static Change AddTag(Tag tag) => new(
        "tags",
        "insert",
        "INSERT INTO public.tags (userid, movieid, tag, \"timestamp\") VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        tag.UserId,
        tag.MovieId,
        tag.Text,
        tag.Timestamp);

    public static Change RemoveTag(Tag tag) => new(
        "tags",
        "delete",
        "DELETE FROM public.tags WHERE userid = $1 AND movieid = $2 AND tag = $3",
        tag.UserId,
        tag.MovieId,
        tag.Text);

    public static Change AddMovie(Movie movie) => new(
        "movies",
        "insert",
        "INSERT INTO public.movies (movieid, title, genres) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        movie.MovieId,
        movie.Title,
        movie.Genres);

    public static Change AddLink(Link link) => new(
        "links",
        "insert",
        "INSERT INTO public.links (movieid, imdbid, tmdbid) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        link.MovieId,
        link.ImdbId,
        link.TmdbId is { } tmdb ? tmdb : DBNull.Value);

    /// <summary>Adds an alternative title before the year, or takes it back: <c>Silent River, The (a.k.a. Quiet Lake) (1994)</c>.</summary>
    public static Change CorrectTitle(int movieId, string alternative) => new(
        "movies",
        "update",
        """
        UPDATE public.movies
        SET title = CASE
            WHEN title ~ ' \(a\.k\.a\. [^)]*\)' THEN regexp_replace(title, ' \(a\.k\.a\. [^)]*\)', '')
            WHEN title ~ ' \(\d{4}\) *$' THEN regexp_replace(title, ' (\(\d{4}\)) *$', ' (a.k.a. ' || $2 || ') \1')
            ELSE title || ' (a.k.a. ' || $2 || ')' END
        WHERE movieid = $1
        """,
        movieId,
        alternative);
}
