-- question: Which tolls does one source alone report?
-- param: first DATE = (SELECT max(published_date) - 29 FROM articles) | first reported from this day on; the newest 30 days by default
-- param: last DATE = DATE '2999-12-31' | to this day
-- param: killed INTEGER = 1 | at least so many dead, by the highest figure
-- example: -p killed=5
-- column: day, event_type, place_name, country | the event
-- column: killed | in words
-- column: source, title, published_at, url | the only source, with its earliest report
-- column: evidence | the passage, verbatim
-- column: confidence, event_id | of the event; for `figures`
WITH alone AS (
    SELECT * FROM events
    WHERE sources = 1 AND modality IN ('occurred', 'ongoing') AND recency = 'current'
      AND first_reported_at::DATE BETWEEN $first AND $last
      AND coalesce(figure_high(figures, 'killed'), figure_best(figures, 'killed'), figure_low(figures, 'killed')) >= $killed
), reports AS (
    SELECT m.event_id, m.rowid AS row, a.source, a.title, a.published_at, a.url
    FROM event_mentions AS m
    SEMI JOIN alone USING (event_id)
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE a.current
    QUALIFY row_number() OVER (PARTITION BY m.event_id ORDER BY a.published_at, a.article_id, m.evidence_start) = 1
)
SELECT coalesce(e.event_date_start, e.first_reported_at::DATE) AS day, e.event_type, e.place_name, e.country,
    figure_text(figure_low(e.figures, 'killed'), figure_best(e.figures, 'killed'), figure_high(e.figures, 'killed')) AS killed,
    r.source, r.title, r.published_at, m.evidence, e.confidence, e.event_id, r.url
FROM alone AS e JOIN reports AS r ON r.event_id = e.event_id JOIN event_mentions AS m ON m.rowid = r.row
ORDER BY coalesce(figure_high(e.figures, 'killed'), figure_best(e.figures, 'killed'), figure_low(e.figures, 'killed')) DESC,
    day DESC, e.event_id;
