-- question: How many weapons were launched and intercepted each night, as it could be known at a moment? By the figures that stood then; who claims them is told by `air_attacks` for today.
-- example: SELECT * FROM air_attacks_as_of(TIMESTAMPTZ '2024-03-06 18:00:00Z')
CREATE OR REPLACE MACRO air_attacks_as_of(moment) AS TABLE
    WITH counted AS (
        SELECT event_id, night_of(event_date_start, event_date_end, first_reported_at) AS night, country, place_name,
            CASE WHEN place_name IS NULL OR place_precision = 'country' THEN 1 WHEN place_precision = 'admin1' THEN 2 ELSE 3 END AS width,
            f.unit, f.kind, coalesce(f.best, f.low, f.high) AS n
        FROM (SELECT * EXCLUDE (figures), unnest(figures) AS f FROM events_as_of(moment)) AS e
        WHERE f.kind IN ('launched', 'intercepted') AND modality IN ('occurred', 'ongoing') AND recency = 'current'
    ), places AS (
        SELECT night, country, unit, kind, width, place_name, max(n) AS n, arg_max(event_id, (n, event_id)) AS event_id
        FROM counted GROUP BY ALL
    ), widths AS (
        SELECT night, country, unit, kind, width, CASE width WHEN 1 THEN max(n) ELSE sum(n) END::INTEGER AS n,
            arg_max(event_id, (n, event_id)) AS event_id
        FROM places GROUP BY night, country, unit, kind, width
    )
    SELECT night, country, unit, arg_min(n, width) FILTER (kind = 'launched') AS launched,
        arg_min(n, width) FILTER (kind = 'intercepted') AS intercepted,
        arg_min(event_id, (width, -n, event_id)) AS event_id
    FROM widths GROUP BY night, country, unit;
