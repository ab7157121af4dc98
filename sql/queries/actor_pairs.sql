-- question: Which known actors appear together in events, and who acts on whom?
-- param: first DATE = (SELECT max(published_date) - 89 FROM articles) | from this day on, by day of the event; the newest 90 days by default
-- param: last DATE = DATE '2999-12-31' | to this day
-- param: name VARCHAR = '' | a part of one of the two names; all by default
-- param: top INTEGER = 100 | how many rows
-- example: -p name=Russia
-- column: one, other | two names, in the order of the alphabet
-- column: events | happenings in which both act or are acted on
-- column: one_on_other, other_on_one | of these, those in which one is the actor and the other the target
-- column: first_day, last_day | of these events
-- column: event_types | PLOVER roots of these events
WITH parts AS (
    SELECT DISTINCT e.event_id, e.event_type, coalesce(e.event_date_start, e.first_reported_at::DATE) AS day, x.role,
        x.canonical_name AS name
    FROM events AS e
    JOIN event_mentions AS m USING (event_id)
    JOIN mention_actors AS x USING (mention_id)
    WHERE x.role IN ('actor', 'target') AND x.canonical_name IS NOT NULL AND e.recency = 'current'
      AND coalesce(e.event_date_start, e.first_reported_at::DATE) BETWEEN $first AND $last
), roles AS (
    SELECT event_id, event_type, day, name, bool_or(role = 'actor') AS acts, bool_or(role = 'target') AS suffers
    FROM parts GROUP BY ALL
)
SELECT a.name AS one, b.name AS other, count(*) AS events,
    count(*) FILTER (a.acts AND b.suffers) AS one_on_other, count(*) FILTER (b.acts AND a.suffers) AS other_on_one,
    min(a.day) AS first_day, max(a.day) AS last_day, list(DISTINCT a.event_type ORDER BY a.event_type) AS event_types
FROM roles AS a JOIN roles AS b ON a.event_id = b.event_id AND a.name < b.name
WHERE $name = '' OR contains(lower(a.name), lower($name)) OR contains(lower(b.name), lower($name))
GROUP BY a.name, b.name
ORDER BY events DESC, one, other
LIMIT $top;
