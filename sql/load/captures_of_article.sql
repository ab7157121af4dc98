-- question: Which captures are of an address: under it, reached by a link to it, giving the article that has it, or a later page of it?
-- `gone` has url_key, url and article_id.
SELECT c.* FROM captures AS c SEMI JOIN gone AS g ON g.url_key = c.url_key
UNION
SELECT c.* FROM captures AS c SEMI JOIN gone AS g ON g.url = c.via
UNION
SELECT c.* FROM captures AS c JOIN extractions AS e USING (capture_id) SEMI JOIN gone AS g ON g.article_id = e.article_id
UNION
-- later pages of an article that is cut into pages, which name the first one as "page 2 of ..."
SELECT c.*
FROM captures AS c
JOIN extractions AS e USING (capture_id)
JOIN articles AS a ON a.article_id = e.article_id AND a.version = e.version AND a.verdict = 'part'
SEMI JOIN gone AS g ON rtrim(g.url_key, '/') = regexp_replace(a.verdict_reason, '^page \d+ of ', '');
