SELECT s.shop, count(*) AS kinds, CAST(sum(s.pieces) AS BIGINT) AS pieces, max(n.body) AS note
FROM staged.stock s
LEFT JOIN staged.notes n ON n.id = s.item
GROUP BY s.shop
