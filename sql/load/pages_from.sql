-- question: Of which of these pages does the archive hold an answer from one of $origins already, under their own address
-- or as what their link led to? `wanted` has url_key and url.
WITH held AS (
    SELECT url_key, via FROM captures
    WHERE kind = 'page' AND status BETWEEN 200 AND 299 AND list_contains($origins, origin)
)
SELECT w.url_key FROM wanted AS w SEMI JOIN held AS h ON h.url_key = w.url_key
UNION
SELECT w.url_key FROM wanted AS w SEMI JOIN held AS h ON h.via = w.url;
