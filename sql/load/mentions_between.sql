-- question: All mentions that may be filed under one of the wanted stretches of days, with what they contain and what fusion asks of their
-- article: source, the time at which this version could be known, and the cluster of copies it belongs to.
-- `wanted` has first and last. The day a mention is filed under is the first or last day of its event, or its
-- publication; fusion decides which.
-- A version is known from the change that its page states; where it states none, the first version is known from the
-- article's publication and a later one from its capture.
-- Everything is cut down to the mentions in question before it is put together: a day costs its days, not the history.
WITH near AS (
    SELECT article_id, version FROM articles SEMI JOIN wanted AS w
        ON published_date BETWEEN w.first AND w.last
        OR modified_at::DATE BETWEEN w.first AND w.last
        OR fetched_at::DATE BETWEEN w.first AND w.last
    WHERE verdict = 'article'
), asked AS MATERIALIZED (
    SELECT m.* FROM event_mentions AS m SEMI JOIN wanted AS w
        ON m.event_date_start BETWEEN w.first AND w.last OR m.event_date_end BETWEEN w.first AND w.last
    UNION
    SELECT m.* FROM event_mentions AS m SEMI JOIN near ON near.article_id = m.article_id AND near.version = m.version
), ranked AS (
    SELECT article_id, version, capture_id, source, published_at, published_date, modified_at, fetched_at, current,
        row_number() OVER (PARTITION BY article_id ORDER BY fetched_at, version) AS nth
    FROM articles SEMI JOIN asked USING (article_id) WHERE verdict = 'article'
), told AS (
    SELECT *,
        CASE
            WHEN modified_at > coalesce(published_at, published_date::TIMESTAMPTZ) AND modified_at <= fetched_at
                THEN modified_at
            WHEN nth = 1 THEN coalesce(published_at, published_date::TIMESTAMPTZ)
            ELSE fetched_at
        END AS told_at
    FROM ranked
), actors AS (
    SELECT x.mention_id, list({role: x.role, name: x.name, canonical_name: x.canonical_name, country: x.country,
            sector: x.sector, "start": x."start", "end": x."end"} ORDER BY x."start", x."end", x.role, x.name) AS actors
    FROM mention_actors AS x SEMI JOIN asked USING (mention_id) GROUP BY x.mention_id
), places AS (
    SELECT x.mention_id, list({role: x.role, name: x.name, geonames_id: x.geonames_id, canonical_name: x.canonical_name,
            lat: x.lat, lon: x.lon, country: x.country, admin1: x.admin1, "precision": x.precision,
            confidence: x.confidence, "start": x."start", "end": x."end"}
            ORDER BY x."start", x."end", x.role, x.name) AS places
    FROM mention_places AS x SEMI JOIN asked USING (mention_id) GROUP BY x.mention_id
), figures AS (
    SELECT x.mention_id, list({quantity_id: x.quantity_id, kind: x.kind, unit: x.unit, weapon: x.weapon, low: x.low,
            best: x.best, high: x.high, qualifier: x.qualifier, subset_of: x.subset_of, "scope": x.scope,
            attributed_to: x.attributed_to, attribution_kind: x.attribution_kind, "start": x."start", "end": x."end",
            "text": x.text} ORDER BY x."start", x."end", x.kind, x.quantity_id) AS quantities
    FROM quantities AS x SEMI JOIN asked USING (mention_id) GROUP BY x.mention_id
)
SELECT
    m.*,
    a.source,
    a.current,
    -- a page whose source's clock runs ahead was known when it was captured
    CASE WHEN a.told_at BETWEEN a.fetched_at AND a.fetched_at + INTERVAL 36 HOUR THEN a.fetched_at ELSE a.told_at END
        AS known_at,
    -- of a capture that another archive had made: when this one got it
    coalesce(c.archived_at, a.fetched_at) AS captured_at,
    d.cluster_id,
    coalesce(x.actors, []) AS actors,
    coalesce(p.places, []) AS places,
    coalesce(q.quantities, []) AS quantities
FROM asked AS m
JOIN told AS a ON a.article_id = m.article_id AND a.version = m.version
LEFT JOIN (SELECT capture_id, any_value(archived_at) AS archived_at FROM captures GROUP BY capture_id) AS c
    ON c.capture_id = a.capture_id
LEFT JOIN duplicates AS d
    ON d.article_id = m.article_id AND d.version = m.version AND d.relation IN ('exact', 'near')
LEFT JOIN actors AS x ON x.mention_id = m.mention_id
LEFT JOIN places AS p ON p.mention_id = m.mention_id
LEFT JOIN figures AS q ON q.mention_id = m.mention_id
ORDER BY m.mention_id;
