-- question: Who threatened or accused whom, in which words?
-- param: since DATE = DATE '1900-01-01' | publication day
-- example: -p since=2024-03-08
-- column: evidence | the passage, verbatim
SELECT a.published_date, m.event_type,
    (SELECT string_agg(coalesce(x.canonical_name, x.name), ', ' ORDER BY x."start") FROM mention_actors AS x WHERE x.mention_id = m.mention_id AND x.role = 'actor') AS actors,
    (SELECT string_agg(coalesce(x.canonical_name, x.name), ', ' ORDER BY x."start") FROM mention_actors AS x WHERE x.mention_id = m.mention_id AND x.role = 'target') AS targets,
    m.evidence, a.source, a.url
FROM event_mentions AS m
JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE m.event_type IN ('THREATEN', 'ACCUSE') AND a.published_date >= $since
ORDER BY a.published_at, a.article_id, m.evidence_start;
