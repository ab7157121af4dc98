-- question: Which events that readers had seen were merged, split or withdrawn by the runs that closed a stretch of days?
-- param: start TIMESTAMPTZ | first moment of the stretch; runs of its first noon to the noon after it count
-- param: end TIMESTAMPTZ | first moment after it
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
-- param: top INTEGER = 100 | how many rows
-- column: change | merged, split, gone
-- column: successor_id | under which it is told now; null for none
WITH gone AS (
    SELECT event_id, successor_id, change, why, "at" FROM event_lineage
    WHERE "at" >= $start + INTERVAL 12 HOUR AND "at" < $end + INTERVAL 12 HOUR AND change IN ('merged', 'split', 'gone')
), seen AS (
    SELECT event_id, event_type, place_name, country FROM published_events SEMI JOIN gone USING (event_id)
    WHERE recency = 'current' AND modality IN ('occurred', 'ongoing')
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY shown_from DESC) = 1
)
SELECT g.event_id, g.successor_id, g.change, g.why, s.event_type, s.place_name, s.country
FROM gone AS g JOIN seen AS s USING (event_id)
WHERE $countries IS NULL OR list_contains(string_split($countries, ','), s.country)
ORDER BY g."at" DESC, g.event_id, g.successor_id LIMIT $top;
