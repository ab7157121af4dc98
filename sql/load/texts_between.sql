-- question: Article versions with text published in a range of days, with what tells copies.
SELECT article_id, version, title, body, published_at, published_date, fetched_at, current FROM articles
WHERE verdict = 'article' AND published_date BETWEEN $first AND $last
ORDER BY article_id, version;
