-- question: How many were killed or injured each day, week or month, in each country?
-- param: kind VARCHAR = 'killed' | killed, injured, missing, captured, arrested, displaced or rescued
-- param: step VARCHAR = 'week' | day, week, month or year
-- param: country VARCHAR = NULL | ISO 3166-1 alpha-3; all countries by default
-- param: type VARCHAR = NULL | PLOVER root, DISASTER or ACCIDENT; all by default
-- example: -p kind=injured -p step=month -p country=UKR
-- column: period | the day that it begins on; a week begins on Monday
-- column: country | of the events
-- column: events | happenings of which somebody gives such a figure
-- column: low, best, high | sums: what is certain, what is likely, what somebody claims at most
SELECT
    date_trunc($step, coalesce(event_date_start, event_date_end))::DATE AS period, country,
    count(DISTINCT event_id) AS events,
    sum(low) AS low, sum(coalesce(best, low, high)) AS best, sum(coalesce(high, best, low)) AS high
FROM tolls
WHERE kind = $kind AND unit = 'person' AND modality IN ('occurred', 'ongoing') AND recency = 'current'
  AND ($country IS NULL OR country = $country) AND ($type IS NULL OR event_type = $type)
GROUP BY ALL
ORDER BY period DESC NULLS LAST, best DESC NULLS LAST, country;
