-- question: Which versions of an article are kept?
-- param: article VARCHAR | article_id
SELECT version, title, modified_at, fetched_at, words, verdict, current FROM articles
WHERE article_id = $article ORDER BY fetched_at, version;
