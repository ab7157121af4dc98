-- question: Which weapons came each night, how many, and what share was shot down?
-- param: first DATE = DATE '1900-01-01' | from this night on
-- param: last DATE = DATE '2999-12-31' | to this night
-- param: country VARCHAR = NULL | attacked country, ISO 3166-1 alpha-3; all by default
-- example: -p first=2024-03-04 -p last=2024-03-08 -p country=UKR
-- column: night | day of the event, as the reports date it
-- column: country | attacked
-- column: unit, weapon | drone, missile, rocket, ...; weapon is the make as printed, empty where nobody names one
-- column: launched, intercepted | highest number that a report states of one event, summed over the events of a night
-- column: interception_rate | intercepted by launched, 0 to 1; empty where one of them is missing
-- column: events, sources | happenings and sources behind the row
WITH stated AS (
    SELECT m.event_id, e.event_date_start AS night, e.country, q.unit, q.weapon, q.kind, a.source,
        coalesce(q.best, q.low, q.high) AS n
    FROM quantities AS q
    JOIN event_mentions AS m USING (mention_id)
    JOIN events AS e ON e.event_id = m.event_id
    JOIN articles_unique AS a ON a.article_id = m.article_id AND a.version = m.version
    WHERE q.kind IN ('launched', 'intercepted') AND q.subset_of IS NULL AND q.scope <> 'cumulative'
      AND e.modality IN ('occurred', 'ongoing') AND e.recency = 'current'
      AND e.event_date_start BETWEEN $first AND $last AND ($country IS NULL OR e.country = $country)
), named AS (  -- one report says "42 Shahed drones", another "42 drones": one count, under the make where one is named
    SELECT s.* EXCLUDE (weapon), coalesce(s.weapon, o.weapon) AS weapon
    FROM stated AS s
    LEFT JOIN (
        SELECT event_id, unit, min(weapon) AS weapon FROM stated GROUP BY ALL HAVING count(DISTINCT weapon) = 1
    ) AS o USING (event_id, unit)
), told AS (
    SELECT event_id, night, country, unit, weapon,
        max(n) FILTER (kind = 'launched') AS launched, max(n) FILTER (kind = 'intercepted') AS intercepted,
        list(DISTINCT source) AS sources
    FROM named GROUP BY ALL
)
SELECT night, country, unit, weapon, sum(launched) AS launched, sum(intercepted) AS intercepted,
    round(sum(intercepted) FILTER (launched IS NOT NULL) / nullif(sum(launched) FILTER (intercepted IS NOT NULL), 0), 2)
        AS interception_rate,
    count(*) AS events, len(list_distinct(flatten(list(sources)))) AS sources
FROM told
GROUP BY night, country, unit, weapon
ORDER BY night DESC, launched DESC NULLS LAST, country, unit, weapon;
