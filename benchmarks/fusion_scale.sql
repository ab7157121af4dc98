-- question: A made-up history for benchmarks/fusion_scale.py: every article has one mention, every event two mentions of one day and town.
CREATE OR REPLACE TEMP TABLE made AS
SELECT
    md5('m' || $mentions || '-' || i)[:24] AS mention_id,
    md5('a' || $mentions || '-' || i)[:24] AS article_id,
    md5('v' || $mentions || '-' || i) AS version,
    md5('e' || $mentions || '-' || (i // 2))[:24] AS event_id,
    $last - (CASE WHEN $days > 1 THEN 2 ELSE 1 END + (i // 2) % $days)::INTEGER AS day,
    (i // 2) // $days AS town,
    i % 2 AS turn,
    'source ' || (hash(i) % 60) AS source,
    (['UKR', 'SDN', 'NGA', 'PAK', 'COL'])[1 + (i // 2) % 5] AS country,
    1 + (hash(i // 2) % 40)::INTEGER AS killed
FROM range($mentions) AS t(i)
ORDER BY day, i;
INSERT INTO articles BY NAME
SELECT article_id, version, article_id AS capture_id, 'https://' || replace(source, ' ', '') || '.example/' || article_id AS url,
    source, 'A title' AS title, []::VARCHAR[] AS authors, 'en' AS language, day + TIME '08:00' + INTERVAL (turn) HOUR AS published_at,
    day AS published_date, 'metadata' AS date_basis, 'second' AS date_precision,
    'Report ' || article_id || ' from ' || town || ' by ' || md5(article_id) || ' and ' || md5(version) AS body, 9 AS words,
    'article' AS verdict, version AS content_digest, '1' AS extractor_version,
    day + TIME '12:00' AS fetched_at, true AS "current"
FROM made;
INSERT INTO extractions SELECT article_id, article_id, version, day, '1', false FROM made;
INSERT INTO parsings SELECT article_id, version, '1', 1, 'read', false FROM made;
INSERT INTO windows SELECT DISTINCT day, true, NULL FROM made ANTI JOIN windows ON windows.published_date = made.day;
INSERT INTO event_mentions BY NAME
SELECT mention_id, CASE WHEN $days > 1 THEN event_id END AS event_id, article_id, version, 'ASSAULT' AS event_type,
    'material conflict' AS quad_class, 'occurred' AS modality, 'current' AS recency, day AS event_date_start,
    day AS event_date_end, 'day' AS date_precision, 'stated' AS date_basis, ['missile'] AS weapon, 0 AS evidence_start,
    30 AS evidence_end, 'A missile struck a depot there' AS evidence, 0.8 AS confidence, 'made' AS found_by, '1' AS parser_version, day AS reported_on
FROM made;
INSERT INTO mention_places
SELECT mention_id, 'location', 'Town ' || town, 1000000 + town, 'Town ' || town, -60 + (town * 37 % 1200) / 10.0,
    -170 + (town * 91 % 3400) / 10.0, country, 'Region', 'settlement', 0.9, 3, 9, day
FROM made;
INSERT INTO quantities
SELECT mention_id, mention_id, 'killed', 'person', NULL, killed, killed, killed, 'exact', NULL, 'incident', NULL, 'none', 4, 6, 'n', day
FROM made;
INSERT INTO events BY NAME
SELECT event_id, 'ASSAULT' AS event_type, 'material conflict' AS quad_class, 'occurred' AS modality, 'current' AS recency,
    any_value(day) AS event_date_start, any_value(day) AS event_date_end, 'day' AS date_precision,
    'Town ' || any_value(town) AS place_name, any_value(country) AS country, 'settlement' AS place_precision,
    []::VARCHAR[] AS actor_names, []::VARCHAR[] AS target_names, ['missile'] AS weapon,
    [{kind: 'killed', unit: 'person', low: any_value(killed), best: any_value(killed), high: any_value(killed),
        disputed: false, sources: 2}] AS figures,
    false AS disputed, 2 AS mentions, 2 AS articles, 2 AS sources, min(day + TIME '08:00') AS first_reported_at,
    max(day + TIME '09:00') AS last_reported_at, 0.9 AS confidence, any_value(day) AS filed_on, []::VARCHAR[] AS corrections
FROM made WHERE $days > 1 GROUP BY event_id ORDER BY any_value(day), event_id;
INSERT INTO event_revisions BY NAME
SELECT e.* EXCLUDE (filed_on), e.first_reported_at + INTERVAL (t) HOUR AS known_from,
    CASE t WHEN 0 THEN e.last_reported_at END AS known_to
FROM events AS e, range(2) AS r(t) WHERE e.event_id IN (SELECT event_id FROM made);
INSERT INTO event_captured_revisions BY NAME
SELECT e.* EXCLUDE (filed_on), e.first_reported_at + INTERVAL 4 HOUR AS captured_from
FROM events AS e WHERE e.event_id IN (SELECT event_id FROM made);
