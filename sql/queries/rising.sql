-- question: Where does more happen than usual?
-- param: day DATE = (SELECT max(published_date) FROM articles) | last day of the week looked at; the newest by default
-- param: type VARCHAR = NULL | PLOVER root, DISASTER or ACCIDENT; all by default
-- example: -p day=2024-03-10 -p type=ASSAULT
-- column: country | ISO 3166-1 alpha-3
-- column: events, killed | in the seven days that end on `day`
-- column: usual_events, usual_killed | mean of the four weeks before
-- column: ratio | events by usual_events, one added to both
WITH happened AS (
    SELECT event_id, country, date_diff('day', coalesce(event_date_start, first_reported_at::DATE), $day) // 7 AS weeks_ago,
        coalesce(figure_best(figures, 'killed'), figure_low(figures, 'killed'), figure_high(figures, 'killed')) AS killed
    FROM events
    WHERE modality IN ('occurred', 'ongoing') AND recency = 'current' AND country IS NOT NULL
      AND ($type IS NULL OR event_type = $type)
      AND coalesce(event_date_start, first_reported_at::DATE) BETWEEN $day - 34 AND $day
)
SELECT country, count(*) FILTER (weeks_ago = 0) AS events, sum(killed) FILTER (weeks_ago = 0) AS killed,
    count(*) FILTER (weeks_ago > 0) / 4 AS usual_events, sum(killed) FILTER (weeks_ago > 0) / 4 AS usual_killed,
    round((count(*) FILTER (weeks_ago = 0) + 1) / (count(*) FILTER (weeks_ago > 0) / 4 + 1), 2) AS ratio
FROM happened
GROUP BY country
ORDER BY ratio DESC, events DESC, country;
