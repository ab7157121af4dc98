-- question: A figure in words: `19`, `at least 12`, `up to 40`, `10 to 15`, `about 70`, `14 (12 to 30)`; null where it says nothing.
-- example: SELECT figure_text(12, 14, 30)
CREATE OR REPLACE MACRO figure_text(low, best, high) AS CASE
    WHEN best IS NOT NULL AND low = best AND high = best THEN best::VARCHAR
    WHEN best IS NOT NULL AND low < high THEN best || ' (' || low || ' to ' || high || ')'
    WHEN low IS NOT NULL AND high IS NULL THEN 'at least ' || low
    WHEN high IS NOT NULL AND low IS NULL THEN 'up to ' || high
    WHEN low < high THEN low || ' to ' || high
    WHEN best IS NOT NULL THEN 'about ' || best
    WHEN low IS NOT NULL THEN low::VARCHAR
END;
