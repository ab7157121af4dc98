-- question: Texts whose circumstances changed must be read for events again: relative dates count from the day of
-- publication, places lean on the publisher's country. `incoming` has the article versions as they are from now on.
UPDATE parsings SET stale = true
FROM incoming AS i, articles AS a
WHERE parsings.article_id = i.article_id AND parsings.version = i.version AND NOT parsings.stale
  AND a.article_id = i.article_id AND a.version = i.version
  AND row(a.published_date, a.country, a.language, a.sections)
      IS DISTINCT FROM row(i.published_date, i.country, i.language, i.sections);
