-- How often each user has given each tag, over all films.
SELECT
  userid,
  tag,
  count(*) AS tag_count
FROM staged.tags
GROUP BY userid, tag
