-- question: What could not be read in a stretch of time, and why?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
SELECT stage, reason, count(*) AS items FROM failures WHERE "at" >= $start AND "at" < $end
GROUP BY stage, reason ORDER BY items DESC, stage, reason;
