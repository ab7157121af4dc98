-- question: Which days and countries had the highest tolls?
-- param: kind VARCHAR = 'killed' | killed or injured
-- param: top INTEGER = 20 | how many rows
-- example: -p kind=injured -p top=5
-- column: low, best, high | sums over the events of that day and country
SELECT
    coalesce(event_date_start, event_date_end) AS day, country, count(DISTINCT event_id) AS events,
    sum(low) AS low, sum(coalesce(best, low, high)) AS best, sum(coalesce(high, best, low)) AS high
FROM tolls
WHERE kind = $kind AND unit = 'person' AND modality IN ('occurred', 'ongoing') AND recency = 'current'
GROUP BY ALL
ORDER BY best DESC NULLS LAST, day, country
LIMIT $top;
