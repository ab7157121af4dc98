-- question: Who claims what, and in which words?
-- param: who VARCHAR = '' | a part of the claimant's name; all by default
-- param: first DATE = (SELECT max(published_date) - 29 FROM articles) | from this publication day; the newest 30 days by default
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- param: top INTEGER = 500 | how many rows, the newest first
-- example: -p who=governor
-- column: published_at, source, url | the report
-- column: claimants | who says so, by the report
-- column: event_type, modality, place_name, country | what is claimed; `denied` is a claim too
-- column: figures | those stated there, with whom they are attributed to
-- column: evidence | the passage, verbatim
-- column: event_id | for `figures` and `timeline`
WITH reports AS (  -- passages are long: they are fetched by row at the end, for the rows that are shown
    SELECT m.rowid AS row, m.mention_id, m.article_id, m.evidence_start, a.published_at, a.source, a.url
    FROM event_mentions AS m
    JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.published_date BETWEEN $first AND $last
), stated AS (
    SELECT q.mention_id, q."start", q.attributed_to,
        q.kind || ' ' || figure_text(q.low, q.best, q.high) || coalesce(' by ' || q.attributed_to, '') AS figure
    FROM quantities AS q SEMI JOIN reports USING (mention_id)
), said AS (
    SELECT x.mention_id, coalesce(x.canonical_name, x.name) AS who
    FROM mention_actors AS x SEMI JOIN reports USING (mention_id) WHERE x.role = 'claimant'
    UNION SELECT mention_id, attributed_to FROM stated WHERE attributed_to IS NOT NULL
), claimants AS (
    SELECT mention_id, list(who ORDER BY who) AS claimants FROM said GROUP BY mention_id
    HAVING bool_or(contains(lower(who), lower($who)))
), shown AS (
    SELECT r.*, c.claimants FROM claimants AS c JOIN reports AS r USING (mention_id)
    ORDER BY r.published_at DESC NULLS LAST, r.article_id, r.evidence_start, r.mention_id
    LIMIT $top
), figures AS (
    SELECT mention_id, list(figure ORDER BY "start", figure) AS figures FROM stated SEMI JOIN shown USING (mention_id)
    GROUP BY mention_id
)
SELECT s.published_at, s.source, s.claimants, m.event_type, m.modality, e.place_name, e.country, f.figures, m.evidence,
    m.event_id, s.url
FROM shown AS s
JOIN event_mentions AS m ON m.rowid = s.row
LEFT JOIN figures AS f ON f.mention_id = s.mention_id
LEFT JOIN events AS e ON e.event_id = m.event_id
ORDER BY s.published_at DESC NULLS LAST, s.article_id, s.evidence_start, s.mention_id;
