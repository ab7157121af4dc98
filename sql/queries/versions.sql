-- question: Which days were read by several versions of the code, or only in part?
-- example: --limit 20
-- column: published_date | day of publication
-- column: articles, texts | article versions, and those of them that the event parser read
-- column: extractor_versions, parser_versions | all that stand in the day's rows
-- column: waiting | captures and texts that are to be read again and have not been
SELECT published_date, articles, texts, extractor_versions, parser_versions, waiting
FROM day_versions
WHERE mixed
ORDER BY published_date;
