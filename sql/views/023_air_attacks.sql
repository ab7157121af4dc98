-- question: Air attacks with the number of weapons launched and intercepted, a row for each event and unit.
CREATE OR REPLACE VIEW air_attacks AS
SELECT
    e.event_id, e.event_date_start AS night, e.country, e.place_name, f.unit, e.weapon,
    max(coalesce(f.best, f.low, f.high)) FILTER (f.kind = 'launched') AS launched,
    max(coalesce(f.best, f.low, f.high)) FILTER (f.kind = 'intercepted') AS intercepted,
    e.sources, e.first_reported_at
FROM events AS e, unnest(e.figures) AS u(f)
WHERE f.kind IN ('launched', 'intercepted') AND e.modality IN ('occurred', 'ongoing')
GROUP BY e.event_id, e.event_date_start, e.country, e.place_name, f.unit, e.weapon, e.sources, e.first_reported_at;
