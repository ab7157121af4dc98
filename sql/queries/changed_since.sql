-- question: What changed since I last looked: tolls revised, claims denied, places and days corrected, events merged away?
-- param: since TIMESTAMPTZ = (SELECT max(published_at) - INTERVAL 1 DAY FROM snapshots) | UTC, when you last looked; a day before the newest publishing by default
-- example: -p since=2024-03-05 12:00:00Z
-- column: event_id | for `figures` and `timeline`
-- column: event_type, place_name, country, day | as they stand now; of an event that is gone, as they were
-- column: change | a kind of figure (killed, injured, ...), or modality, event_type, place, day, or gone: merged into another event or withdrawn
-- column: unit | of a figure
-- column: before, now | in words; empty where nobody said or says
-- column: changed_at | publishing of the snapshot that says so
WITH seen AS (
    SELECT * FROM published_events WHERE shown_from <= $since AND shown_until > $since
), stands AS (
    SELECT p.* FROM published_events AS p SEMI JOIN seen USING (event_id) WHERE p.shown_until IS NULL
), pairs AS (
    SELECT s.event_id, coalesce(n.event_type, s.event_type) AS event_type, coalesce(n.place_name, s.place_name) AS place_name,
        coalesce(n.country, s.country) AS country, coalesce(n.event_date_start, s.event_date_start) AS day,
        coalesce(n.shown_from, s.shown_until) AS changed_at, s AS was, n AS is_now, n.event_id IS NULL AS gone
    FROM seen AS s LEFT JOIN stands AS n USING (event_id)
), figures_were AS (
    SELECT event_id, f.kind, f.unit, f FROM seen, unnest(figures) AS u(f)
), figures_are AS (
    SELECT event_id, f.kind, f.unit, f FROM stands, unnest(figures) AS u(f)
), changes AS (
    SELECT event_id, coalesce(w.kind, a.kind) AS change, coalesce(w.unit, a.unit) AS unit,
        figure_text(w.f.low, w.f.best, w.f.high) AS before, figure_text(a.f.low, a.f.best, a.f.high) AS now
    FROM figures_were AS w FULL JOIN figures_are AS a USING (event_id, kind, unit)
    UNION ALL SELECT event_id, 'modality', NULL, was.modality, is_now.modality FROM pairs
    UNION ALL SELECT event_id, 'event_type', NULL, was.event_type, is_now.event_type FROM pairs
    UNION ALL SELECT event_id, 'place', NULL, concat_ws(', ', was.place_name, was.country),
        concat_ws(', ', is_now.place_name, is_now.country) FROM pairs
    UNION ALL SELECT event_id, 'day', NULL, was.event_date_start::VARCHAR, is_now.event_date_start::VARCHAR FROM pairs
)
SELECT p.event_id, p.event_type, p.place_name, p.country, p.day, c.change, c.unit, c.before, c.now, p.changed_at
FROM pairs AS p JOIN changes AS c USING (event_id)
WHERE NOT p.gone AND c.before IS DISTINCT FROM c.now
UNION ALL
SELECT event_id, event_type, place_name, country, day, 'gone', NULL, NULL, NULL, changed_at FROM pairs WHERE gone
ORDER BY changed_at DESC, event_id, change, unit;
