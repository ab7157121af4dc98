-- question: How many events were there each day, by country and type, and with what toll?
-- param: first DATE = DATE '1900-01-01' | from this day on, by day of the event
-- param: last DATE = DATE '2999-12-31' | to this day, included
-- param: country VARCHAR = NULL | ISO 3166-1 alpha-3; all by default
-- param: type VARCHAR = NULL | PLOVER root, DISASTER or ACCIDENT; all by default
-- example: -p first=2024-03-05 -p last=2024-03-07 -p type=ASSAULT
-- column: day, day_basis | of the event; where no source says, of its first report (day_basis is then `reported`)
-- column: country, event_type | of the events counted; an empty country is a place that nobody could tell
-- column: events | happenings that occurred or go on; threats, denials and anniversaries are not among them
-- column: killed_low, killed_best, killed_high | sums over these events
-- column: injured_best | sum over these events
SELECT day, day_basis, country, event_type, events, killed_low, killed_best, killed_high, injured_best
FROM event_daily
WHERE day BETWEEN $first AND $last
  AND ($country IS NULL OR country = $country) AND ($type IS NULL OR event_type = $type)
ORDER BY day DESC, events DESC, country, event_type, day_basis;
