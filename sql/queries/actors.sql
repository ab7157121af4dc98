-- question: Who did most, and to whom?
-- param: first DATE = (SELECT max(published_date) - 89 FROM articles) | from this publication day; the newest 90 days by default
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- param: top INTEGER = 30 | how many rows
-- example: -p first=2024-03-04 -p last=2024-03-10
-- column: actor, country, sector | as written out, else as reported; country and PLOVER sector where known
-- column: event_type | what was done
-- column: targets | those named most, at most three
-- column: mentions, articles | how often reported; copies are not counted
WITH reports AS (
    SELECT m.mention_id, m.article_id, m.event_type
    FROM event_mentions AS m
    JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.published_date BETWEEN $first AND $last AND m.recency = 'current'
), acts AS (
    SELECT r.*, coalesce(x.canonical_name, x.name) AS actor, x.country, x.sector
    FROM mention_actors AS x JOIN reports AS r USING (mention_id) WHERE x.role = 'actor'
), most AS (
    SELECT actor, country, sector, event_type, count(*) AS mentions, count(DISTINCT article_id) AS articles
    FROM acts GROUP BY ALL ORDER BY mentions DESC, actor, event_type, country, sector LIMIT $top
), aims AS (
    SELECT a.actor, a.country, a.sector, a.event_type, coalesce(t.canonical_name, t.name) AS target, count(*) AS n
    FROM acts AS a
    SEMI JOIN most AS w ON w.actor = a.actor AND w.event_type = a.event_type
    JOIN mention_actors AS t ON t.mention_id = a.mention_id AND t.role = 'target'
    GROUP BY ALL
), aimed AS (
    SELECT actor, country, sector, event_type, list(target ORDER BY n DESC, target)[1:3] AS targets FROM aims GROUP BY ALL
)
SELECT m.actor, m.country, m.sector, m.event_type, a.targets, m.mentions, m.articles
FROM most AS m
LEFT JOIN aimed AS a ON a.actor = m.actor AND a.event_type = m.event_type
    AND a.country IS NOT DISTINCT FROM m.country AND a.sector IS NOT DISTINCT FROM m.sector
ORDER BY m.mentions DESC, m.actor, m.event_type, m.country, m.sector;
