-- question: Article versions with text published in a range of days.
SELECT * FROM articles
WHERE verdict = 'article' AND published_date BETWEEN $first AND $last
ORDER BY article_id, version;
