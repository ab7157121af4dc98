-- question: Article versions that no capture gives any more (a newer extractor reads the page otherwise) go, with
-- everything that was read in them.
DELETE FROM articles WHERE rowid IN (
    SELECT a.rowid FROM articles AS a
    ANTI JOIN extractions AS e ON e.article_id = a.article_id AND e.version = a.version
);
DELETE FROM parsings WHERE rowid IN (
    SELECT p.rowid FROM parsings AS p
    ANTI JOIN articles AS a ON a.article_id = p.article_id AND a.version = p.version
);
INSERT INTO bereft_events
SELECT DISTINCT m.event_id FROM event_mentions AS m
ANTI JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
WHERE m.event_id IS NOT NULL;
DELETE FROM event_mentions WHERE rowid IN (
    SELECT m.rowid FROM event_mentions AS m
    ANTI JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.version
);
DELETE FROM mention_actors WHERE rowid IN (
    SELECT x.rowid FROM mention_actors AS x ANTI JOIN event_mentions AS m ON m.mention_id = x.mention_id
);
DELETE FROM mention_places WHERE rowid IN (
    SELECT x.rowid FROM mention_places AS x ANTI JOIN event_mentions AS m ON m.mention_id = x.mention_id
);
DELETE FROM quantities WHERE rowid IN (
    SELECT x.rowid FROM quantities AS x ANTI JOIN event_mentions AS m ON m.mention_id = x.mention_id
);
