-- question: Air attacks with the number of weapons launched and intercepted, a row for each event and unit.
CREATE OR REPLACE VIEW air_attacks AS
SELECT
    event_id, event_date_start AS night, country, place_name, f.unit, weapon,
    max(coalesce(f.best, f.low, f.high)) FILTER (f.kind = 'launched') AS launched,
    max(coalesce(f.best, f.low, f.high)) FILTER (f.kind = 'intercepted') AS intercepted,
    sources, first_reported_at
FROM (
    SELECT event_id, event_date_start, country, place_name, weapon, sources, first_reported_at, unnest(figures) AS f
    FROM events WHERE modality IN ('occurred', 'ongoing')
) AS e
WHERE f.kind IN ('launched', 'intercepted')
GROUP BY event_id, event_date_start, country, place_name, f.unit, weapon, sources, first_reported_at;
