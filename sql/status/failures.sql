-- question: Failures by stage and reason, the last seven days of them
SELECT stage, reason, count(*) AS n, max("at") AS latest, any_value(item ORDER BY "at" DESC) AS example
FROM failures
WHERE "at" > (SELECT max("at") FROM failures) - INTERVAL 7 DAY
GROUP BY stage, reason ORDER BY n DESC, stage, reason;
