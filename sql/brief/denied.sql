-- question: Which claims were denied in a stretch of time, by whom, in which words?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
-- param: top INTEGER = 100 | how many rows
-- column: stands | an event of the same type that others report there within three days; null for none
WITH said AS (
    SELECT m.event_id, m.mention_id, m.event_type, m.sub_event_type, m.evidence, m.confidence, a.title, a.source, a.url,
        coalesce(a.published_at, a.published_date::TIMESTAMPTZ) AS reported_at, a.published_at IS NULL AS day_only
    FROM articles AS a JOIN event_mentions AS m ON m.article_id = a.article_id AND m.version = a.version
    WHERE m.modality = 'denied' AND m.recency = 'current' AND a.current
      AND a.published_date BETWEEN $start::DATE AND $end::DATE
      AND coalesce(a.published_at, a.published_date::TIMESTAMPTZ) >= $start
      AND coalesce(a.published_at, a.published_date::TIMESTAMPTZ) < $end
)
SELECT s.*, e.place_name, e.country, e.place_precision, e.actor_names, e.target_names,
    (SELECT string_agg(DISTINCT coalesce(x.canonical_name, x.name), ', ' ORDER BY coalesce(x.canonical_name, x.name))
     FROM mention_actors AS x WHERE x.mention_id = s.mention_id AND x.role = 'claimant') AS claimants,
    (SELECT arg_max(o.event_id, (o.sources, o.event_id)) FROM events AS o
     WHERE o.modality IN ('occurred', 'ongoing') AND o.event_type = s.event_type AND o.geonames_id = e.geonames_id
       AND o.place_precision IN ('site', 'settlement', 'district')
       AND o.first_reported_at BETWEEN s.reported_at - INTERVAL 3 DAY AND s.reported_at + INTERVAL 3 DAY) AS stands
FROM said AS s LEFT JOIN events AS e USING (event_id)
WHERE $countries IS NULL OR list_contains(string_split($countries, ','), e.country)
ORDER BY s.reported_at, s.mention_id
LIMIT $top;
