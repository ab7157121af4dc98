-- What was read in texts bears its day, so that a few days are found in a long history without looking through all of it.

ALTER TABLE event_mentions ADD COLUMN reported_on DATE;
ALTER TABLE mention_actors ADD COLUMN reported_on DATE;
ALTER TABLE mention_places ADD COLUMN reported_on DATE;
ALTER TABLE quantities ADD COLUMN reported_on DATE;
UPDATE event_mentions SET reported_on = a.published_date
FROM articles AS a WHERE a.article_id = event_mentions.article_id AND a.version = event_mentions.version;
UPDATE mention_actors SET reported_on = m.reported_on
FROM event_mentions AS m WHERE m.mention_id = mention_actors.mention_id;
UPDATE mention_places SET reported_on = m.reported_on
FROM event_mentions AS m WHERE m.mention_id = mention_places.mention_id;
UPDATE quantities SET reported_on = m.reported_on
FROM event_mentions AS m WHERE m.mention_id = quantities.mention_id;

-- Events that have lost a mention since they were fused. Empty once the days that changed are related.
CREATE TABLE bereft_events (event_id VARCHAR NOT NULL);
INSERT INTO bereft_events
SELECT e.event_id FROM events AS e
LEFT JOIN (SELECT event_id, count(*) AS n FROM event_mentions WHERE event_id IS NOT NULL GROUP BY event_id) AS m
    USING (event_id)
WHERE coalesce(m.n, 0) <> e.mentions;

-- A further version of an article is not the current one until its days are related: so the articles that have several
-- are found by it.
UPDATE articles SET "current" = false
WHERE (article_id, version) IN (
    SELECT (article_id, version) FROM articles WHERE "current"
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY fetched_at DESC, capture_id DESC, version) > 1
);
