-- question: Published
SELECT max(published_at) AS published_at, max(row_count) FILTER (table_name = 'articles') AS articles,
    max(row_count) FILTER (table_name = 'event_mentions') AS mentions,
    max(row_count) FILTER (table_name = 'events') AS events
FROM snapshots WHERE published_at = (SELECT max(published_at) FROM snapshots);
