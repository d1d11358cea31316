CREATE TABLE public.movies (
    movieid integer NOT NULL,
    title   text    NOT NULL,
    genres  text    NOT NULL
);
COMMENT ON TABLE  public.movies IS 'Films.';
COMMENT ON COLUMN public.movies.movieid IS 'Identity of the film at movielens.org/movies/<movieid>.';
COMMENT ON COLUMN public.movies.title IS 'Title, with the year of release in parentheses.';
COMMENT ON COLUMN public.movies.genres IS 'Genres separated by |, or (no genres listed).';

CREATE TABLE public.ratings (
    userid      integer      NOT NULL,
    movieid     integer      NOT NULL,
    rating      numeric(2,1) NOT NULL,
    "timestamp" bigint       NOT NULL
);
COMMENT ON TABLE  public.ratings IS 'What users think of films: one row per user and film.';
COMMENT ON COLUMN public.ratings.rating IS '0.5 to 5.0 stars in steps of 0.5.';
COMMENT ON COLUMN public.ratings."timestamp" IS 'Seconds since 1970-01-01 00:00 UTC.';

CREATE TABLE public.tags (
    userid      integer NOT NULL,
    movieid     integer NOT NULL,
    tag         text    NOT NULL,
    "timestamp" bigint  NOT NULL
);
COMMENT ON TABLE  public.tags IS 'Words that users put on films: a user may put several on one film.';
COMMENT ON COLUMN public.tags."timestamp" IS 'Seconds since 1970-01-01 00:00 UTC.';

CREATE TABLE public.links (
    movieid integer NOT NULL,
    imdbid  text    NOT NULL,
    tmdbid  integer
);
COMMENT ON TABLE  public.links IS 'The films'' identities elsewhere.';
COMMENT ON COLUMN public.links.imdbid IS 'imdb.com/title/tt<imdbid>; the leading zeros belong to it.';
COMMENT ON COLUMN public.links.tmdbid IS 'themoviedb.org/movie/<tmdbid>; null where TMDB does not know the film.';
