-- question: What are the copies and events of each day, as one hash a day?
SELECT "day", bit_xor(line)
FROM (
    SELECT a.published_date AS "day", hash(d.article_id, d.version, d.cluster_id, d.canonical_article_id, d.relation)
        AS line
    FROM duplicates AS d
    JOIN articles AS a ON a.article_id = d.article_id AND a.version = d.version
    UNION ALL
    SELECT e.filed_on, hash(e) FROM events AS e
)
GROUP BY "day";
