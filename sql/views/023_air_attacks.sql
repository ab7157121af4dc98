-- question: Air attacks by night, country, who says so and weapon: how many were launched and intercepted, which places were hit, with what toll, by which sources?
-- A row without weapon counts all of its unit. The bulletin of a night holds its parts: of one claimant the widest area
-- that has a count speaks, a country before its regions before its towns; towns and regions add up only where nothing
-- wider was told. Places and tolls are those of the night's attacks in that country, the same in every row of a night.
CREATE OR REPLACE VIEW air_attacks AS
WITH happened AS (
    SELECT *, night_of(event_date_start, event_date_end, first_reported_at) AS night,
        CASE WHEN place_name IS NULL OR place_precision = 'country' THEN 1 WHEN place_precision = 'admin1' THEN 2 ELSE 3 END AS width
    FROM events
    WHERE modality IN ('occurred', 'ongoing') AND recency = 'current'
), counted AS (
    SELECT h.night, h.country, c.side, c.unit, c.weapon, c.kind, h.width, h.place_name, h.event_id, h.first_reported_at,
        coalesce(c.best, c.low, c.high) AS n, c.claimant, c.reports, c.sources
    FROM event_claims AS c JOIN happened AS h USING (event_id)
    WHERE c.kind IN ('launched', 'intercepted') AND c.stands
), places AS (
    SELECT night, country, side, unit, weapon, kind, width, place_name, max(n) AS n,
        arg_max(event_id, (n, event_id)) AS event_id
    FROM counted GROUP BY ALL
), widths AS (
    SELECT night, country, side, unit, weapon, kind, width, CASE width WHEN 1 THEN max(n) ELSE sum(n) END::INTEGER AS n,
        arg_max(event_id, (n, event_id)) AS event_id
    FROM places GROUP BY night, country, side, unit, weapon, kind, width
), claimed AS (
    SELECT night, country, side, unit, weapon,
        arg_min(n, width) FILTER (kind = 'launched') AS launched,
        arg_min(n, width) FILTER (kind = 'intercepted') AS intercepted,
        arg_min(event_id, (width, -n, event_id)) AS event_id
    FROM widths GROUP BY ALL
), named AS (
    SELECT night, country, side, unit, weapon, arg_max(claimant, (reports, claimant)) AS claimant,
        list_sort(list_distinct(flatten(list(sources)))) AS sources, min(first_reported_at) AS first_reported_at,
        count(DISTINCT event_id) AS events
    FROM counted GROUP BY ALL
), hits AS (
    SELECT night, country, list(DISTINCT place_name ORDER BY place_name) FILTER (width = 3 AND place_name IS NOT NULL) AS places,
        sum(coalesce(figure_best(figures, 'killed'), figure_low(figures, 'killed'))) FILTER (width = 3) AS killed_parts,
        max(coalesce(figure_best(figures, 'killed'), figure_low(figures, 'killed'))) FILTER (width < 3) AS killed_whole,
        sum(coalesce(figure_best(figures, 'injured'), figure_low(figures, 'injured'))) FILTER (width = 3) AS injured_parts,
        max(coalesce(figure_best(figures, 'injured'), figure_low(figures, 'injured'))) FILTER (width < 3) AS injured_whole
    FROM happened
    WHERE event_type = 'ASSAULT'
      AND list_has_any(weapon, ['drone', 'missile', 'rocket', 'air_strike', 'aerial_bomb', 'glide_bomb', 'aircraft'])
    GROUP BY ALL
)
SELECT c.night, c.country, n.claimant, c.side, c.unit, c.weapon, c.launched, c.intercepted,
    coalesce(h.places, []) AS places,
    greatest(h.killed_parts, h.killed_whole)::INTEGER AS killed,
    greatest(h.injured_parts, h.injured_whole)::INTEGER AS injured,
    n.events, n.sources, n.first_reported_at, c.event_id
FROM claimed AS c
JOIN named AS n
    ON n.night = c.night AND n.country IS NOT DISTINCT FROM c.country AND n.side = c.side AND n.unit = c.unit
    AND n.weapon IS NOT DISTINCT FROM c.weapon
LEFT JOIN hits AS h ON h.night = c.night AND h.country IS NOT DISTINCT FROM c.country;
