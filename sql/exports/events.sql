-- question: What does a reader of a feed or a calendar want to know of each event?
-- param: ids VARCHAR = NULL | event_ids, apart by commas; all that occurred or go on by default
-- param: first DATE = DATE '1900-01-01' | first reported from this day on
-- param: last DATE = DATE '2999-12-31' | to this day
-- param: top INTEGER = 100000 | how many, the latest first
-- column: title, evidence, url, source | of the earliest report that stands for itself
-- column: publishers | all that report it
WITH wanted AS (
    SELECT * FROM events
    WHERE CASE WHEN $ids IS NULL THEN modality IN ('occurred', 'ongoing') AND recency = 'current'
            AND first_reported_at::DATE BETWEEN $first AND $last
        ELSE list_contains(string_split($ids, ','), event_id) END
    ORDER BY first_reported_at DESC, event_id LIMIT $top
), reports AS (
    SELECT m.event_id, m.evidence, m.evidence_start, a.article_id, a.title, a.url, a.source, a.published_at
    FROM event_mentions AS m
    SEMI JOIN wanted USING (event_id)
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.current
), told AS (
    SELECT event_id, list(DISTINCT source ORDER BY source) AS publishers,
        arg_min({'title': title, 'url': url, 'source': source, 'evidence': evidence},
            (coalesce(published_at, TIMESTAMPTZ '2999-12-31 00:00:00Z'), article_id, evidence_start)) AS first_report
    FROM reports GROUP BY event_id
)
SELECT w.event_id, w.event_type, w.sub_event_type, w.modality, w.event_date_start, w.event_date_end, w.date_precision,
    w.place_name, w.admin1, w.country, w.lat, w.lon, w.place_precision, w.actor_names, w.target_names, w.weapon, w.disputed,
    figure_low(w.figures, 'killed') AS killed_low, figure_best(w.figures, 'killed') AS killed_best,
    figure_high(w.figures, 'killed') AS killed_high,
    figure_text(figure_low(w.figures, 'killed'), figure_best(w.figures, 'killed'), figure_high(w.figures, 'killed')) AS killed,
    figure_text(figure_low(w.figures, 'injured'), figure_best(w.figures, 'injured'), figure_high(w.figures, 'injured')) AS injured,
    w.sources, w.confidence, w.first_reported_at, w.last_reported_at,
    t.first_report.title AS title, t.first_report.evidence AS evidence, t.first_report.url AS url,
    t.first_report.source AS source, t.publishers
FROM wanted AS w LEFT JOIN told AS t USING (event_id)
ORDER BY w.first_reported_at DESC, w.event_id;
