-- question: Under which keys do the near mentions meet? The same keys as pipeline/fusion/shelf.py, and more rather than
-- fewer: two mentions that fusion compares share a row here whose days overlap. `kinds` has the family of each event
-- type, `standings` the standing of each modality, `spellings` of each name how it is compared, `dull` words that tell
-- nothing. What is compared on one day only has narrow days; `wide` ones count for mentions that share a figure.
CREATE OR REPLACE TEMP TABLE near_item AS
WITH known AS (
    SELECT n.*, k.family, k.settled, s.standing, n.known_at::DATE AS pub,
        n.event_date_start IS NULL OR n.date_basis = 'publication' AS undated,
        -- spaces are made one only where the words as they stand are not found
        CASE WHEN n.date_text IS NULL OR contains(n.evidence, n.date_text) THEN false ELSE NOT contains(
            regexp_replace(n.evidence, $spaces, ' ', 'g'), trim(regexp_replace(n.date_text, $spaces, ' ', 'g'))
        ) END AS borrowed
    FROM near_mention AS n JOIN kinds AS k USING (event_type) JOIN standings AS s USING (modality)
), ended AS (
    SELECT *,
        CASE WHEN undated THEN least(coalesce(event_date_end, event_date_start, pub), pub)
            ELSE least(greatest(coalesce(event_date_end, event_date_start), least(event_date_start, pub)), pub) END AS last
    FROM known
), spanned AS (
    SELECT *, CASE WHEN undated THEN last - $back ELSE least(event_date_start, pub) END AS first,
        coalesce(event_date_end - event_date_start >= $long, false) AS long
    FROM ended
), judged AS (
    SELECT *, coalesce(recency = 'background' AND NOT undated AND NOT long AND regexp_matches(
        trim(regexp_replace(date_text, $spaces, ' ', 'g')), $counted
    ), false) AS counted, NOT undated AND last - first < $firm AND NOT borrowed AND NOT counted AS firm
    FROM spanned
)
SELECT n, mention_id, article_id, version, event_type, family, settled, standing, evidence, evidence_start, evidence_end,
    cluster_id, long, event_date_start, event_date_end, first, last,
    CASE WHEN firm AND last - first <> 1 OR counted THEN first ELSE last END AS day,
    -- a counted day lies within as many days again as a report without a day looks back
    CASE WHEN firm THEN first WHEN counted THEN first - 2 * $back ELSE least(first, last - $back) END AS low,
    CASE WHEN counted THEN last + 2 * $back WHEN NOT firm AND borrowed AND pub - last <= $recall THEN pub ELSE last END AS high,
    CASE WHEN firm THEN first - 1 ELSE least(first, last - $recall) END AS wide_low,
    CASE WHEN firm THEN $back ELSE 2 * $back END AS settled_back
FROM judged;
CREATE OR REPLACE TEMP TABLE near_figure AS
SELECT i.n, q.kind, q.unit, coalesce(q.best, q.low, q.high) AS size,
    q."start" >= i.evidence_start AND q."start" < i.evidence_end AS inside
FROM near_quantity AS q JOIN near_item AS i USING (mention_id);
CREATE OR REPLACE TEMP TABLE near_spot AS
WITH placed AS MATERIALIZED (
    SELECT i.n, p.*, p.role = 'location' AND p."start" >= i.evidence_start AND p."start" < i.evidence_end AS inside
    FROM near_place AS p JOIN near_item AS i USING (mention_id)
), judged AS (
    SELECT *, n IN (SELECT n FROM placed WHERE inside) AS own,
        n IN (SELECT n FROM near_figure WHERE inside AND kind IN ('launched', 'intercepted')) AS launched
    FROM placed
)
SELECT n, name, canonical_name, role = 'location' AS here, "precision" IN ('site', 'settlement', 'district') AS point,
    "precision" = 'admin1' AS region,
    CASE WHEN geonames_id IS NOT NULL THEN lat END AS lat, CASE WHEN geonames_id IS NOT NULL THEN lon END AS lon,
    CASE WHEN geonames_id IS NOT NULL THEN country END AS country
FROM judged
WHERE CASE WHEN own THEN role <> 'location' OR inside
    ELSE NOT launched OR "precision" NOT IN ('site', 'settlement', 'district') END;
CREATE OR REPLACE TEMP TABLE near_shape AS
SELECT i.n, coalesce(bool_or(s.point), false) AS pointed, coalesce(bool_or(s.region), false) AS regioned,
    coalesce(bool_or(s.country IS NOT NULL), false) AS landed,
    CASE WHEN min(s.country) = max(s.country) THEN min(s.country) END AS land
FROM near_item AS i LEFT JOIN near_spot AS s ON s.n = i.n AND s.here GROUP BY i.n;
CREATE OR REPLACE TEMP TABLE near_word AS
SELECT DISTINCT i.n, lower(unnest(regexp_extract_all(i.evidence, '[A-Za-z]{3,30}'))) AS word
FROM near_item AS i JOIN near_shape AS h USING (n) WHERE NOT h.pointed AND NOT h.regioned;
DELETE FROM near_word WHERE word IN (SELECT word FROM dull);
DELETE FROM near_word WHERE (n, word) IN (
    SELECT s.n, lower(unnest(regexp_extract_all(s.name, '[A-Za-z]{3,30}'))) FROM near_spot AS s
);
CREATE OR REPLACE TEMP TABLE near_key AS
WITH names AS MATERIALIZED (
    SELECT n, point, s.plain, s.longest
    FROM (
        SELECT n, point, unnest(list_distinct([name, canonical_name])) AS name
        FROM near_spot WHERE here AND (point OR region)
    ) JOIN spellings AS s USING (name)
), told AS (
    SELECT n, true AS where_, hash('name', plain) AS key FROM names
    UNION ALL SELECT n, false, hash('called', longest) FROM names WHERE point AND longest IS NOT NULL
    UNION ALL SELECT n, false, hash('country', country) FROM near_spot WHERE here AND country IS NOT NULL
    UNION ALL SELECT n, false, hash('figure', kind, unit, size) FROM near_figure WHERE size > 1
    UNION ALL SELECT i.n, false, hash('actor', s.folded)
        FROM near_actor AS a JOIN near_item AS i USING (mention_id)
        JOIN spellings AS s ON s.name = coalesce(a.canonical_name, a.name) WHERE a.role IN ('actor', 'target')
    UNION ALL SELECT n, false, hash('report', coalesce(cluster_id, article_id)) FROM near_item
    UNION ALL SELECT w.n, false, hash('called', w.word) FROM near_word AS w JOIN near_shape AS h USING (n) WHERE NOT h.landed
    UNION ALL SELECT n, false, hash('word', word) FROM (
        SELECT n, word, row_number() OVER (PARTITION BY n ORDER BY length(word) DESC, word) AS nth FROM near_word
    ) WHERE nth <= $telling
), found AS (SELECT DISTINCT * FROM told)
SELECT i.n, f.where_, hash(i.standing, i.family, f.key) AS key, i.family, h.pointed, h.land, i.low, i.high,
    i.wide_low, false AS settling
FROM found AS f JOIN near_item AS i USING (n) JOIN near_shape AS h USING (n) WHERE NOT i.long
UNION ALL
SELECT i.n, f.where_, hash(i.standing, 'settled', f.key), i.family, h.pointed, h.land, i.day - i.settled_back,
    i.day, i.day - i.settled_back, true
FROM found AS f JOIN near_item AS i USING (n) JOIN near_shape AS h USING (n) WHERE i.settled AND NOT i.long;
CREATE OR REPLACE TEMP TABLE near_cell AS
SELECT i.n, i.standing, i.family, i.settled, i.day, i.settled_back, h.pointed, h.land, i.low, i.high, i.wide_low,
    floor(s.lat / $cell)::INTEGER AS r, floor(s.lon / $cell)::INTEGER AS c
FROM near_spot AS s JOIN near_item AS i USING (n) JOIN near_shape AS h USING (n)
WHERE s.here AND s.point AND s.lat IS NOT NULL AND s.lon IS NOT NULL AND NOT i.long;
CREATE OR REPLACE TEMP TABLE near_bond AS
SELECT n, hash('text', article_id, version) AS key FROM near_mention
UNION ALL SELECT n, hash('event', event_id) FROM near_mention WHERE event_id IS NOT NULL
UNION ALL SELECT n, hash('long', standing, family, event_type, event_date_start, event_date_end) FROM near_item WHERE long
UNION ALL
SELECT m.n, hash('ruled', x.correction_id)
FROM (SELECT correction_id, unnest(anchors) AS anchor FROM event_corrections) AS x
JOIN near_mention AS m ON m.article_id = x.anchor.article_id AND m.version = x.anchor.version
    AND m.evidence_start < x.anchor."end" AND m.evidence_end > x.anchor."start"
UNION ALL
SELECT m.n, hash('ruled', e.correction_id)
FROM (SELECT event_id, unnest(corrections) AS correction_id FROM events WHERE len(corrections) > 0) AS e
-- without corrections nothing is joined, and so the events are not looked through
JOIN (FROM near_mention WHERE (SELECT count(*) FROM event_corrections) > 0) AS m USING (event_id);
CREATE OR REPLACE TEMP TABLE near_same AS
SELECT n, hash(kind, unit, size) AS figure FROM near_figure
UNION ALL SELECT n, hash('by weapon') FROM near_figure WHERE kind IN ('launched', 'intercepted', 'hit');
CREATE OR REPLACE TEMP TABLE reached AS
SELECT DISTINCT m.n, 0 AS round FROM near_mention AS m
WHERE EXISTS (FROM touched_article AS t WHERE t.article_id = m.article_id AND t.version = m.version)
   OR m.event_id IN (SELECT event_id FROM lost_event);
