-- question: How many were killed and injured each week in each country?
-- param: country VARCHAR = NULL | ISO 3166-1 alpha-3; all countries by default
-- example: -p country=UKR
-- column: week | the Monday that it begins on
SELECT
    date_trunc('week', day)::DATE AS week, country, sum(events) AS events,
    sum(killed_low) AS killed_low, sum(killed_best) AS killed_best, sum(killed_high) AS killed_high,
    sum(injured_best) AS injured_best
FROM event_daily
WHERE $country IS NULL OR country = $country
GROUP BY ALL
ORDER BY week, country;
