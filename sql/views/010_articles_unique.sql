-- question: The current version of every article that is not a copy of another one.
CREATE OR REPLACE VIEW articles_unique AS
SELECT a.*
FROM articles AS a
ANTI JOIN duplicates AS d
    ON d.article_id = a.article_id AND d.version = a.version AND d.canonical_article_id <> a.article_id
WHERE a.current AND a.verdict = 'article';
