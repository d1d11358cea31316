-- What the items of a colour are worth; an item without a colour is 'none'.
SELECT coalesce(colour, 'none') AS colour, count(*) AS items, sum(CAST(price AS DOUBLE)) AS price
FROM staged.items
GROUP BY coalesce(colour, 'none')
