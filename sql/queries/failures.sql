-- question: What could not be fetched or read, and why?
-- param: first DATE = DATE '1900-01-01' | failures from this day on
-- param: last DATE = DATE '2999-12-31' | to this day
-- example: -p first=2024-03-04
-- column: stage, reason | of the pipeline; from a closed list
-- column: failures, items | rows; different pages, feeds or texts
-- column: latest_at, latest_item, latest_detail | the newest of them
SELECT stage, reason, count(*) AS failures, count(DISTINCT item) AS items, max("at") AS latest_at,
    arg_max(item, ("at", item)) AS latest_item, arg_max(detail, ("at", item)) AS latest_detail
FROM failures
WHERE "at"::DATE BETWEEN $first AND $last
GROUP BY stage, reason
ORDER BY failures DESC, stage, reason;
