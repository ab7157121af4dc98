-- question: Which articles have all of these words in title or body?
-- param: words VARCHAR | parts of words, divided by spaces; case does not matter
-- param: first DATE = (SELECT max(published_date) - 89 FROM articles) | from this publication day; the newest 90 days by default
-- param: last DATE = DATE '2999-12-31' | to this publication day
-- param: top INTEGER = 100 | how many rows, the newest first
-- example: -p "words=drone Odesa" -p first=2024-03-01
-- column: published_at, source, title, language, url | the article
-- column: passage | where one of the words stands in the body; empty where only the title has it
-- column: article_id | for SQL of your own
WITH asked AS (
    SELECT list_sort(list_distinct(list_filter(string_split_regex(lower($words), '\s+'), lambda w: w <> ''))) AS wanted
), rarest AS (  -- the longest word is mostly the rarest: only what has it is looked at again
    SELECT wanted, wanted[list_position(list_transform(wanted, lambda w: length(w)),
        list_max(list_transform(wanted, lambda w: length(w))))] AS word FROM asked
), candidates AS MATERIALIZED (
    SELECT article_id, published_at, source, title, language, url, coalesce(body, '') AS body
    FROM articles
    WHERE current AND verdict = 'article' AND published_date BETWEEN $first AND $last
      AND contains(lower(coalesce(title, '') || ' ' || coalesce(body, '')), (SELECT word FROM rarest))
), found AS (
    SELECT c.*, instr(lower(body), wanted[1]) AS at_word
    FROM candidates AS c, asked
    WHERE list_bool_and(list_transform(wanted, lambda w: contains(lower(coalesce(title, '') || ' ' || body), w)))
    ORDER BY published_at DESC NULLS LAST, article_id
    LIMIT $top
)
SELECT published_at, source, title, language,
    CASE
        WHEN at_word > 60 THEN '… ' || regexp_replace(regexp_replace(substr(body, at_word - 60, 160), '^\S*\s+', ''), '\s+', ' ', 'g')
        WHEN at_word > 0 THEN regexp_replace(substr(body, 1, 160), '\s+', ' ', 'g')
    END AS passage,
    url, article_id
FROM found
ORDER BY published_at DESC NULLS LAST, article_id;
