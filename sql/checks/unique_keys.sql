-- question: Does any table hold two rows with the same key?
-- severity: error
SELECT 'feeds' AS table_name, feed_id AS key, count(*) AS n FROM feeds GROUP BY feed_id HAVING count(*) > 1
UNION ALL SELECT 'entries', entry_id, count(*) FROM entries GROUP BY entry_id HAVING count(*) > 1
UNION ALL SELECT 'captures', capture_id, count(*) FROM captures GROUP BY capture_id HAVING count(*) > 1
UNION ALL SELECT 'extractions', capture_id, count(*) FROM extractions GROUP BY capture_id HAVING count(*) > 1
UNION ALL SELECT 'articles', article_id || ' ' || version, count(*) FROM articles GROUP BY article_id, version HAVING count(*) > 1
UNION ALL SELECT 'parsings', article_id || ' ' || version, count(*) FROM parsings GROUP BY article_id, version HAVING count(*) > 1
UNION ALL SELECT 'duplicates', article_id || ' ' || version, count(*) FROM duplicates GROUP BY article_id, version HAVING count(*) > 1
UNION ALL SELECT 'event_mentions', mention_id, count(*) FROM event_mentions GROUP BY mention_id HAVING count(*) > 1
UNION ALL SELECT 'quantities', mention_id || ' ' || quantity_id, count(*) FROM quantities GROUP BY mention_id, quantity_id HAVING count(*) > 1
UNION ALL SELECT 'events', event_id, count(*) FROM events GROUP BY event_id HAVING count(*) > 1
UNION ALL SELECT 'archive_files', warc_filename, count(*) FROM archive_files GROUP BY warc_filename HAVING count(*) > 1
UNION ALL SELECT 'runs', run_id, count(*) FROM runs GROUP BY run_id HAVING count(*) > 1;
