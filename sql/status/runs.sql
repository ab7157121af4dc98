-- question: Last runs
SELECT flow, started_at, round(epoch(finished_at - started_at)) AS seconds, state, window_start, window_end, message
FROM runs ORDER BY started_at DESC, run_id LIMIT 10;
