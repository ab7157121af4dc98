-- question: What do the coders' formats (ACLED, UCDP GED) need of each event?
-- param: first DATE = DATE '1900-01-01' | events from this day on
-- param: last DATE = DATE '2999-12-31' | to this day
-- column: actor_sectors, target_sectors | PLOVER sectors of those named, the most frequent first
WITH wanted AS (
    SELECT * FROM events
    WHERE modality IN ('occurred', 'ongoing') AND recency = 'current' AND sub_event_type IS NOT NULL
      AND event_date_start BETWEEN $first AND $last AND date_precision IN ('hour', 'day', 'week', 'month')
), reports AS (
    SELECT m.mention_id, m.event_id, m.evidence, m.evidence_start, a.article_id, a.title, a.source, a.published_at
    FROM event_mentions AS m
    SEMI JOIN wanted USING (event_id)
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.current
), sectors AS (
    SELECT event_id, list(sector ORDER BY n DESC, sector) FILTER (role = 'actor') AS actor_sectors,
        list(sector ORDER BY n DESC, sector) FILTER (role = 'target') AS target_sectors
    FROM (
        SELECT r.event_id, x.role, x.sector, count(*) AS n
        FROM reports AS r JOIN mention_actors AS x USING (mention_id)
        WHERE x.sector IS NOT NULL GROUP BY ALL
    ) GROUP BY event_id
), told AS (
    SELECT event_id, list(DISTINCT source ORDER BY source) AS publishers,
        arg_min({'title': title, 'source': source, 'evidence': evidence, 'published_at': published_at},
            (coalesce(published_at, TIMESTAMPTZ '2999-12-31 00:00:00Z'), article_id, evidence_start)) AS first_report
    FROM reports GROUP BY event_id
)
SELECT w.event_id, w.event_type, w.sub_event_type, w.event_date_start, w.event_date_end, w.date_precision, w.place_name,
    w.admin1, w.country, w.lat, w.lon, w.place_precision, w.actor_names, w.target_names, w.sources, w.last_reported_at,
    figure_low(w.figures, 'killed') AS killed_low, figure_best(w.figures, 'killed') AS killed_best,
    figure_high(w.figures, 'killed') AS killed_high, s.actor_sectors, s.target_sectors, t.publishers,
    t.first_report.title AS title, t.first_report.source AS source, t.first_report.evidence AS evidence,
    t.first_report.published_at AS published_at
FROM wanted AS w LEFT JOIN told AS t USING (event_id) LEFT JOIN sectors AS s USING (event_id)
ORDER BY w.event_date_start, w.event_id;
