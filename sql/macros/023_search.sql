-- question: Which articles have all of these words in title or body, newest first? Case does not matter.
-- example: SELECT * FROM search('drone Odesa')
CREATE OR REPLACE MACRO search(words) AS TABLE
    SELECT article_id, version, published_at, source, title, url
    FROM articles
    WHERE current AND verdict = 'article'
      AND list_bool_and(list_transform(
            string_split_regex(trim(lower(words)), '\s+'),
            lambda w: contains(lower(coalesce(title, '') || ' ' || coalesce(body, '')), w)))
    ORDER BY published_at DESC NULLS LAST, article_id;
