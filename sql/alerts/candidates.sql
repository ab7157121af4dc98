-- question: Which events were reported lately, with all that a rule can ask of them?
-- param: since TIMESTAMPTZ | reported or captured from this moment on
-- column: killed_before | best figure, else the lowest or highest, of what readers saw before; null where they saw none
-- column: texts | titles and passages of the reports
WITH lately AS (
    SELECT * FROM events WHERE last_reported_at >= $since AND recency = 'current'
), reports AS (
    SELECT m.event_id, m.evidence, m.evidence_start, a.article_id, a.title, a.url, a.source, a.published_at
    FROM event_mentions AS m
    SEMI JOIN lately USING (event_id)
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.current
), told AS (
    SELECT event_id, list(DISTINCT source ORDER BY source) AS publishers,
        arg_min({'url': url, 'evidence': evidence},
            (coalesce(published_at, TIMESTAMPTZ '2999-12-31 00:00:00Z'), article_id, evidence_start)) AS first_report,
        left(string_agg(DISTINCT coalesce(title, '') || ' ' || evidence, ' '
            ORDER BY coalesce(title, '') || ' ' || evidence), 20000) AS texts
    FROM reports GROUP BY event_id
), before AS (
    SELECT event_id, arg_max(figures, shown_until) AS figures FROM published_events
    SEMI JOIN lately USING (event_id)
    WHERE shown_until IS NOT NULL GROUP BY event_id
)
SELECT e.event_id, e.event_type, e.sub_event_type, e.modality, e.event_date_start, e.place_name, e.admin1, e.country, e.lat,
    e.lon, e.actor_names, e.target_names, e.disputed, e.sources, e.confidence, e.first_reported_at, e.last_reported_at,
    coalesce(figure_best(e.figures, 'killed'), figure_low(e.figures, 'killed'), figure_high(e.figures, 'killed')) AS killed_n,
    coalesce(figure_best(e.figures, 'injured'), figure_low(e.figures, 'injured'), figure_high(e.figures, 'injured')) AS injured_n,
    figure_text(figure_low(e.figures, 'killed'), figure_best(e.figures, 'killed'), figure_high(e.figures, 'killed')) AS killed,
    figure_text(figure_low(e.figures, 'injured'), figure_best(e.figures, 'injured'), figure_high(e.figures, 'injured')) AS injured,
    coalesce(figure_best(b.figures, 'killed'), figure_low(b.figures, 'killed'), figure_high(b.figures, 'killed')) AS killed_before,
    b.event_id IS NOT NULL AS seen_before, t.first_report.url AS url, t.first_report.evidence AS evidence, t.publishers, t.texts
FROM lately AS e LEFT JOIN told AS t USING (event_id) LEFT JOIN before AS b USING (event_id)
ORDER BY e.first_reported_at, e.event_id;
