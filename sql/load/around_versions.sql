-- question: Which article versions stand under some days and those around them? Kept in `around_version`, because relating
-- asks for them again and again; other_versions.sql adds the versions of the same articles that stand under other days.
CREATE OR REPLACE TEMP TABLE around_version AS
SELECT article_id, version, verdict, current, capture_id, source, published_at, published_date, modified_at, fetched_at
FROM articles WHERE published_date BETWEEN $first::DATE - $around AND $last::DATE + $around;
