-- question: Which is the first day, from $earliest on, of a version of an article that has, or had (`orphan`), a version in
-- some days? `around_version` has the versions of their articles.
SELECT coalesce(min(published_date), $first::DATE) FROM around_version
WHERE published_date BETWEEN $earliest AND $last AND article_id IN (
    SELECT article_id FROM around_version WHERE published_date BETWEEN $first AND $last
    UNION ALL
    SELECT article_id FROM orphan
);
