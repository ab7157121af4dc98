-- question: The mentions that were reached, with what they contain and what fusion asks of their article.
WITH actors AS (
    SELECT x.mention_id, list({role: x.role, name: x.name, canonical_name: x.canonical_name, country: x.country,
            sector: x.sector, "start": x."start", "end": x."end"} ORDER BY x."start", x."end", x.role, x.name) AS actors
    FROM near_actor AS x SEMI JOIN reached_mention USING (mention_id) GROUP BY x.mention_id
), places AS (
    SELECT x.mention_id, list({role: x.role, name: x.name, geonames_id: x.geonames_id, canonical_name: x.canonical_name,
            lat: x.lat, lon: x.lon, country: x.country, admin1: x.admin1, "precision": x.precision,
            confidence: x.confidence, "start": x."start", "end": x."end"}
            ORDER BY x."start", x."end", x.role, x.name) AS places
    FROM near_place AS x SEMI JOIN reached_mention USING (mention_id) GROUP BY x.mention_id
), figures AS (
    SELECT x.mention_id, list({quantity_id: x.quantity_id, kind: x.kind, unit: x.unit, weapon: x.weapon, low: x.low,
            best: x.best, high: x.high, qualifier: x.qualifier, subset_of: x.subset_of, "scope": x.scope,
            attributed_to: x.attributed_to, attribution_kind: x.attribution_kind, "start": x."start", "end": x."end",
            "text": x.text} ORDER BY x."start", x."end", x.kind, x.quantity_id) AS quantities
    FROM near_quantity AS x SEMI JOIN reached_mention USING (mention_id) GROUP BY x.mention_id
), captured AS (
    SELECT capture_id, any_value(archived_at) AS archived_at FROM captures
    SEMI JOIN reached_mention USING (capture_id) GROUP BY capture_id
)
SELECT
    m.* EXCLUDE (n, capture_id, fetched_at),
    -- of a capture that another archive had made: when this one got it
    coalesce(c.archived_at, m.fetched_at) AS captured_at,
    coalesce(x.actors, []) AS actors,
    coalesce(p.places, []) AS places,
    coalesce(q.quantities, []) AS quantities
FROM reached_mention AS m
LEFT JOIN captured AS c USING (capture_id)
LEFT JOIN actors AS x ON x.mention_id = m.mention_id
LEFT JOIN places AS p ON p.mention_id = m.mention_id
LEFT JOIN figures AS q ON q.mention_id = m.mention_id
ORDER BY m.mention_id;
