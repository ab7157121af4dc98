-- question: Which captures are of an address: under it, reached by a link to it, or giving the article that has it?
-- `gone` has url_key, url and article_id.
SELECT c.* FROM captures AS c SEMI JOIN gone AS g ON g.url_key = c.url_key
UNION
SELECT c.* FROM captures AS c SEMI JOIN gone AS g ON g.url = c.via
UNION
SELECT c.* FROM captures AS c JOIN extractions AS e USING (capture_id) SEMI JOIN gone AS g ON g.article_id = e.article_id;
