-- question: Which figures of events that were known before a stretch of time changed in it?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
-- param: top INTEGER = 300 | how many rows
-- column: low_then, best_then, high_then | at the start; null where nobody gave the figure
-- column: low, best, high | at the end
WITH last AS (
    SELECT * FROM event_revisions
    WHERE known_from >= $start AND known_from < $end AND (known_to IS NULL OR known_to >= $end)
      AND first_reported_at < $start AND recency = 'current' AND modality IN ('occurred', 'ongoing')
      AND ($countries IS NULL OR list_contains(string_split($countries, ','), country))
), before AS (
    SELECT r.event_id, r.figures, r.sources FROM event_revisions AS r SEMI JOIN last USING (event_id)
    WHERE r.known_from < $start AND (r.known_to IS NULL OR r.known_to >= $start)
), now_figures AS (
    SELECT event_id, f.kind, f.unit, f.low, f.best, f.high, f.disputed
    FROM (SELECT event_id, unnest(figures) AS f FROM last)
), then_figures AS (
    SELECT event_id, f.kind, f.unit, f.low, f.best, f.high FROM (SELECT event_id, unnest(figures) AS f FROM before)
), compared AS (
    SELECT event_id, kind, unit, t.low AS low_then, t.best AS best_then, t.high AS high_then, n.low, n.best, n.high,
        coalesce(n.disputed, false) AS figure_disputed
    FROM now_figures AS n FULL JOIN then_figures AS t USING (event_id, kind, unit)
    WHERE (n.low, n.best, n.high) IS DISTINCT FROM (t.low, t.best, t.high)
)
SELECT c.event_id, c.kind, c.unit, c.low_then, c.best_then, c.high_then, c.low, c.best, c.high, c.figure_disputed,
    l.event_type, l.sub_event_type, l.modality, l.event_date_start, l.event_date_end, l.date_precision, l.place_name,
    l.country, l.place_precision, l.actor_names, l.target_names, l.sources
FROM compared AS c JOIN last AS l USING (event_id)
ORDER BY c.kind = 'killed' DESC,
    abs(coalesce(c.best, c.low, c.high, 0) - coalesce(c.best_then, c.low_then, c.high_then, 0)) DESC, c.event_id, c.kind, c.unit
LIMIT $top;
