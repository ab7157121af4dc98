-- question: One article: the version asked for, else the current one.
-- param: article VARCHAR | article_id
-- param: version VARCHAR = NULL | its version
SELECT a.article_id, a.version, a.url, a.source, a.title, a.authors, a.language, a.country, a.published_at, a.published_date,
    a.date_basis, a.date_precision, a.modified_at, a.body, a.words, a.verdict, a.verdict_reason, a.fetched_at, a.current,
    a.extractor_version, d.relation, d.canonical_article_id
FROM articles AS a
LEFT JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
WHERE a.article_id = $article AND ($version IS NULL OR a.version = $version)
ORDER BY a.current DESC, a.fetched_at DESC LIMIT 1;
