-- Feeds that answered 304, which lists their entries once more: noted in entries before somebody reads these. A poll of a
-- thousand unchanged feeds writes a thousand rows here instead of twenty thousand there.
CREATE TABLE sightings (feed_id VARCHAR NOT NULL, link VARCHAR NOT NULL, seen_at TIMESTAMPTZ NOT NULL);
