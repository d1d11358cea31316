-- Ratings by film. A film without a rating keeps its row, with avg_rating and weighted_rating NULL.
--
-- weighted_rating is a Bayesian average: every film starts with 10 imagined votes of 3.5, MovieLens' usual mean, so two
-- votes of 5.0 give 3.75 and do not top the list. The prior is fixed on purpose: with the mean of all ratings in its
-- place, each new rating would change every row of the table.
SELECT
  m.movieid,
  m.title,
  m.genres,
  r.avg_rating,
  coalesce(r.rating_count, CAST(0 AS BIGINT)) AS rating_count,
  (r.rating_sum + 35.0E0) / (r.rating_count + 10) AS weighted_rating
FROM staged.movies m
LEFT JOIN (
  SELECT
    movieid,
    avg(CAST(rating AS DOUBLE)) AS avg_rating,
    sum(CAST(rating AS DOUBLE)) AS rating_sum,
    count(*) AS rating_count
  FROM staged.ratings
  GROUP BY movieid
) r ON r.movieid = m.movieid
