-- question: Which articles have all of these words in title or body, newest first?
-- param: words VARCHAR = NULL | all of these; any article by default
-- param: source VARCHAR = NULL | publisher
-- param: first DATE = (SELECT max(published_date) - 89 FROM articles) | from this publication day; the newest 90 days by default
-- param: skip INTEGER = 0 | rows passed over
-- param: top INTEGER = 50 | rows
SELECT article_id, title, source, language, words, coalesce(published_at, published_date::TIMESTAMPTZ) AS reported_at,
    published_at IS NULL AS day_only
FROM articles
WHERE current AND verdict = 'article' AND published_date >= $first AND ($source IS NULL OR source = $source)
  AND ($words IS NULL OR list_bool_and(list_transform(string_split_regex(trim(lower($words)), '\s+'),
      lambda w: contains(lower(coalesce(title, '') || ' ' || coalesce(body, '')), w))))
ORDER BY reported_at DESC, article_id LIMIT $top OFFSET $skip;
