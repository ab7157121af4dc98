-- question: A warehouse of the size of some years, made up: which rows stand in it follows from the two variables
-- `articles` and `days` alone. The table `bodies` (i, title, body, first_sentence) is there before.
CREATE OR REPLACE TEMP MACRO u(i, salt) AS (hash(i, salt) % 1000003) / 1000003.0;
CREATE OR REPLACE TEMP MACRO id(kind, i) AS md5(kind || i)[1:24];
CREATE OR REPLACE TEMP MACRO moment(share) AS
    TIMESTAMPTZ '2022-01-01 00:00:00Z' + to_microseconds((share * getvariable('days') * 86400000000)::BIGINT);

CREATE TEMP TABLE places AS
SELECT i AS place, 'Town ' || i AS place_name, 10000 + i AS geonames_id, -35 + 95 * u(i, 'lat') AS lat,
    -120 + 260 * u(i, 'lon') AS lon,
    ['UKR', 'RUS', 'ISR', 'LBN', 'SDN', 'MMR', 'PAK', 'NGA', 'MLI', 'BFA', 'ETH', 'COD', 'IRQ', 'SYR', 'YEM', 'USA', 'GBR',
     'FRA', 'DEU', 'ESP', 'PHL', 'IDN', 'IND', 'CHN', 'MEX', 'COL', 'BRA', 'HTI', 'SOM', 'NER', 'GEO', 'MDA', 'TUR', 'IRN'
    ][1 + floor(34 * pow(u(i, 'country'), 2))::INT] AS country, 'Region ' || (i % 400) AS admin1
FROM range(5000) AS r(i);

CREATE TEMP TABLE actors AS
SELECT i AS actor, 'Actor ' || i AS name, 'Actor ' || i AS canonical_name,
    ['UKR', 'RUS', 'ISR', 'USA', 'SDN', 'MMR', 'PAK', 'NGA', 'FRA', 'IRN'][1 + i % 10] AS country,
    ['GOV', 'MIL', 'REB', 'CVL', 'MED', 'COP'][1 + i % 6] AS sector
FROM range(20000) AS r(i);

CREATE TEMP TABLE happenings AS
SELECT e, id('event', e) AS event_id, p.*, moment((e + 0.5) / getvariable('events')) AS happened,
    CASE WHEN u(e, 'type') < 0.45 THEN 'ASSAULT'
         ELSE ['CONSULT', 'ACCUSE', 'THREATEN', 'AGREE', 'PROTEST', 'COERCE', 'SANCTION', 'AID', 'DISASTER', 'ACCIDENT',
               'REJECT', 'MOBILIZE'][1 + floor(12 * u(e, 'other'))::INT] END AS event_type,
    CASE WHEN u(e, 'modality') < 0.85 THEN 'occurred' ELSE ['threatened', 'denied', 'planned', 'ongoing'][1 + e % 4] END
        AS modality,
    CASE WHEN u(e, 'recency') < 0.9 THEN 'current' ELSE 'background' END AS recency,
    floor(30 * pow(u(e, 'toll'), 4))::INT AS killed, floor(80 * pow(u(e, 'hurt'), 4))::INT AS injured,
    floor(40 * u(e, 'drones'))::INT + 1 AS launched, floor(20000 * pow(u(e, 'actor'), 3))::INT AS actor,
    floor(20000 * pow(u(e, 'target'), 3))::INT AS target
FROM range(getvariable('events')) AS r(e)
JOIN places AS p ON p.place = floor(5000 * pow(u(e, 'place'), 2))::INT
ORDER BY e;

CREATE TEMP TABLE told AS
SELECT m, m // 3 AS i, id('mention', m) AS mention_id,
    greatest(0, floor((m / getvariable('mentions')) * getvariable('events') - 40 * pow(u(m, 'lag'), 3)))::BIGINT AS e
FROM range(getvariable('mentions')) AS r(m) ORDER BY m;

INSERT INTO articles BY NAME
SELECT id('article', i) AS article_id, id('version', i) AS version, id('capture', i) AS capture_id,
    'https://site-' || source || '.example/' || id('article', i) AS url, 'Site ' || source AS source, title,
    [] AS authors, CASE WHEN u(i, 'language') < 0.9 THEN 'en' ELSE 'es' END AS language, 0.99 AS language_confidence,
    ['GBR', 'USA', 'UKR', 'FRA'][1 + source % 4] AS country, published_at, published_at::DATE AS published_date,
    'metadata' AS date_basis, 'second' AS date_precision, body, 250 AS words, 'article' AS verdict,
    id('version', i) AS content_digest, 'x' AS extractor_version,
    published_at + to_minutes(20 + (600 * u(i, 'late'))::INT) AS fetched_at, true AS current
FROM (
    SELECT *, moment(i / getvariable('articles')) AS published_at, floor(400 * pow(u(i, 'source'), 2))::INT AS source
    FROM bodies
) ORDER BY i;

INSERT INTO captures BY NAME
SELECT capture_id, 'page' AS kind, url, url AS url_key, fetched_at, 200 AS status, 'text/html' AS mime,
    content_digest, 'poll' AS origin, 'archive.warc.gz' AS warc_filename, 0 AS warc_record_offset,
    1000 AS warc_record_length, false AS revisit
FROM articles;

INSERT INTO extractions BY NAME
SELECT capture_id, article_id, version, published_date, extractor_version, false AS stale FROM articles;

INSERT INTO parsings BY NAME
SELECT article_id, version, 'p' AS parser_version, 3 AS mentions, 'read' AS outcome, false AS stale FROM articles;

INSERT INTO duplicates BY NAME
SELECT id('article', i) AS article_id, id('version', i) AS version, id('cluster', i // 20) AS cluster_id,
    id('article', i - 1 - (hash(i, 'back') % 9)::BIGINT) AS canonical_article_id,
    CASE WHEN i % 2 = 0 THEN 'exact' ELSE 'near' END AS relation, 0.9 AS similarity
FROM range(getvariable('articles')) AS r(i) WHERE i > 20 AND u(i, 'copy') < 0.15;

INSERT INTO event_mentions BY NAME
SELECT mention_id, CASE WHEN u(m, 'loose') < 0.97 THEN event_id END AS event_id, id('article', i) AS article_id,
    id('version', i) AS version, event_type, 'attack' AS sub_event_type, 'material conflict' AS quad_class, modality, recency,
    happened::DATE AS event_date_start, happened::DATE AS event_date_end, 'day' AS date_precision, 'stated' AS date_basis,
    'on Tuesday' AS date_text, ['missile'] AS weapon, 0 AS evidence_start, length(first_sentence) AS evidence_end,
    first_sentence AS evidence, round(u(m, 'sure'), 3) AS confidence, 'rules' AS found_by, 'p' AS parser_version
FROM told JOIN happenings USING (e) JOIN bodies USING (i) ORDER BY m;

INSERT INTO mention_actors BY NAME
SELECT mention_id, role, a.name, a.canonical_name, a.country, a.sector, 0 AS "start", 5 AS "end"
FROM (
    SELECT m, mention_id, 'actor' AS role, actor FROM told JOIN happenings USING (e) WHERE u(m, 'said') < 0.9
    UNION ALL SELECT m, mention_id, 'target', target FROM told JOIN happenings USING (e) WHERE u(m, 'hit') < 0.6
    UNION ALL SELECT m, mention_id, 'claimant', (hash(m, 'who') % 300)::INT FROM told WHERE u(m, 'claim') < 0.3
) JOIN actors AS a USING (actor) ORDER BY m;

INSERT INTO mention_places BY NAME
SELECT mention_id, 'location' AS role, place_name AS name, geonames_id, place_name AS canonical_name, lat, lon, country,
    admin1, 'settlement' AS precision, 0.9 AS confidence, 6 AS "start", 10 AS "end"
FROM told JOIN happenings USING (e) ORDER BY m;

INSERT INTO quantities BY NAME
SELECT mention_id, id('quantity', m || kind) AS quantity_id, kind, unit, low, best, high, 'exact' AS qualifier,
    'incident' AS scope, CASE WHEN u(m, 'claim') < 0.3 THEN 'Actor ' || (hash(m, 'who') % 300) END AS attributed_to,
    ['own_official', 'enemy_official', 'media', 'none'][1 + m % 4] AS attribution_kind, 11 AS "start", 13 AS "end",
    best::VARCHAR AS text
FROM (
    SELECT m, mention_id, 'killed' AS kind, 'person' AS unit, killed + m % 3 AS low, killed + m % 3 AS best,
        killed + m % 3 AS high
    FROM told JOIN happenings USING (e) WHERE killed > 0 AND event_type IN ('ASSAULT', 'DISASTER', 'ACCIDENT')
    UNION ALL SELECT m, mention_id, 'injured', 'person', injured, injured, injured
    FROM told JOIN happenings USING (e) WHERE injured > 0 AND event_type IN ('ASSAULT', 'DISASTER', 'ACCIDENT')
    UNION ALL SELECT m, mention_id, 'launched', 'drone', launched, launched, launched
    FROM told JOIN happenings USING (e) WHERE e % 20 = 0 AND event_type = 'ASSAULT'
    UNION ALL SELECT m, mention_id, 'intercepted', 'drone', launched // 2, launched // 2, launched // 2
    FROM told JOIN happenings USING (e) WHERE e % 20 = 0 AND event_type = 'ASSAULT'
) ORDER BY m;

CREATE TEMP TABLE fused AS
SELECT h.e, any_value(h.event_id) AS event_id, any_value(h.event_type) AS event_type,
    any_value(CASE WHEN h.event_type = 'ASSAULT' THEN 'attack' END) AS sub_event_type, 'material conflict' AS quad_class,
    any_value(h.modality) AS modality, any_value(h.recency) AS recency, any_value(h.happened::DATE) AS event_date_start,
    any_value(h.happened::DATE) AS event_date_end, 'day' AS date_precision, any_value(h.place_name) AS place_name,
    any_value(h.geonames_id) AS geonames_id, any_value(h.lat) AS lat, any_value(h.lon) AS lon,
    any_value(h.country) AS country, any_value(h.admin1) AS admin1, 'settlement' AS place_precision,
    any_value(['Actor ' || h.actor]) AS actor_names, any_value(['Actor ' || h.target]) AS target_names,
    ['missile'] AS weapon,
    any_value(list_filter([
        {'kind': 'killed', 'unit': 'person', 'low': killed, 'best': killed, 'high': killed + (h.e % 4)::INT,
         'disputed': h.e % 4 > 2, 'sources': 2},
        {'kind': 'injured', 'unit': 'person', 'low': injured, 'best': injured, 'high': injured, 'disputed': false,
         'sources': 1},
        {'kind': 'launched', 'unit': 'drone', 'low': launched, 'best': launched, 'high': launched, 'disputed': false,
         'sources': 1},
        {'kind': 'intercepted', 'unit': 'drone', 'low': launched // 2, 'best': launched // 2, 'high': launched // 2,
         'disputed': false, 'sources': 1}],
        lambda f: h.event_type IN ('ASSAULT', 'DISASTER', 'ACCIDENT') AND f.best > 0
            AND (f.unit = 'person' OR h.e % 20 = 0))) AS figures,
    any_value(h.e % 4 > 2) AS disputed, count(*)::INT AS mentions, count(DISTINCT t.i)::INT AS articles,
    count(DISTINCT t.i % 400)::INT AS sources, min(moment(t.i / getvariable('articles'))) AS first_reported_at,
    max(moment(t.i / getvariable('articles'))) AS last_reported_at, 0.8 AS confidence,
    min(moment(t.i / getvariable('articles')))::DATE AS filed_on
FROM told AS t JOIN happenings AS h USING (e) GROUP BY h.e ORDER BY h.e;

INSERT INTO events BY NAME SELECT * EXCLUDE (e) FROM fused ORDER BY e;

INSERT INTO event_revisions BY NAME
SELECT * EXCLUDE (e, filed_on), first_reported_at AS known_from,
    CASE WHEN mentions > 1 THEN last_reported_at END AS known_to
FROM fused
UNION ALL BY NAME
SELECT * EXCLUDE (e, filed_on), last_reported_at AS known_from, NULL AS known_to FROM fused WHERE mentions > 1
ORDER BY known_from;

INSERT INTO feeds BY NAME
SELECT id('feed', i) AS feed_id, 'https://site-' || i || '.example/feed' AS url, 'Site ' || i AS title,
    'Site ' || i AS publisher, 'GBR' AS country, [] AS tags, true AS active, 0 AS failures
FROM range(400) AS r(i);

INSERT INTO polls BY NAME
SELECT id('feed', i % 400) AS feed_id, moment(i / 1000000) AS polled_at, 200 AS status,
    ['new', 'unchanged', 'not_modified', 'failed'][1 + (hash(i, 'poll') % 4)::INT] AS outcome, 5000 AS bytes_received,
    120 AS duration_ms, 30 AS entries, 2 AS new_entries
FROM range(1000000) AS r(i) ORDER BY i;

INSERT INTO entries BY NAME
SELECT id('entry', article_id) AS entry_id, id('feed', replace(source, 'Site ', '')) AS feed_id, url AS guid, url,
    url AS url_key, title, published_at, 'second' AS published_precision, fetched_at AS first_seen_at,
    fetched_at AS last_seen_at
FROM articles;

INSERT INTO failures BY NAME
SELECT 'fetch' AS stage, 'https://site-' || (i % 400) || '.example/' || i AS item,
    ['timeout', 'http_error', 'robots', 'gone'][1 + i % 4] AS reason, 'x' AS detail, moment(i / 50000) AS "at",
    '' AS origin_id
FROM range(50000) AS r(i);

INSERT INTO windows SELECT DISTINCT published_date, false, 'r' FROM articles;

INSERT INTO published_events BY NAME
WITH told AS (
    SELECT *, date_trunc('day', first_reported_at) + INTERVAL 26 HOUR AS first_shown,
        date_trunc('day', last_reported_at) + INTERVAL 26 HOUR AS last_shown,
        list_sort(list_transform(figures, lambda f: {
            'kind': f.kind, 'unit': f.unit, 'low': f.low, 'best': f.best, 'high': f.high, 'disputed': f.disputed})) AS stripped
    FROM fused
)
SELECT event_id, event_type, modality, recency, event_date_start, place_name, country, stripped AS figures,
    last_shown AS shown_from, NULL::TIMESTAMPTZ AS shown_until FROM told
UNION ALL BY NAME
SELECT event_id, event_type, modality, recency, event_date_start, place_name, country,
    list_transform(stripped, lambda f: {'kind': f.kind, 'unit': f.unit, 'low': f.low // 2, 'best': f.best // 2,
        'high': f.high, 'disputed': f.disputed}) AS figures, first_shown AS shown_from, last_shown AS shown_until
FROM told WHERE last_shown > first_shown
ORDER BY shown_from;

INSERT INTO snapshots BY NAME
SELECT DISTINCT date_trunc('day', published_at) + INTERVAL 26 HOUR AS published_at, 'r' AS run_id, 'articles' AS table_name,
    1 AS row_count
FROM articles ORDER BY ALL;

INSERT INTO event_claims BY NAME
SELECT m.event_id, q.kind, q.unit, NULL AS weapon, coalesce(q.attributed_to, 'reports') AS claimant, q.attribution_kind AS side,
    min(q.low) AS low, max(q.best) AS best, max(q.high) AS high, true AS stands, min(q.mention_id) = q_first AS leads,
    count(*)::INTEGER AS reports, list(DISTINCT a.source) AS sources, min(a.published_at) AS first_at,
    max(a.published_at) AS last_at
FROM (SELECT *, min(mention_id) OVER (PARTITION BY kind, unit) AS q_first FROM quantities) AS q
JOIN event_mentions AS m USING (mention_id)
JOIN articles AS a ON a.article_id = m.article_id
WHERE m.event_id IS NOT NULL
GROUP BY m.event_id, q.kind, q.unit, q.attributed_to, q.attribution_kind, q.q_first;
