-- question: What the stages of the last run did
SELECT u.entry.key AS what, u.entry.value AS n
FROM (SELECT counts FROM runs WHERE state <> 'running' ORDER BY started_at DESC, finished_at DESC LIMIT 1) AS r,
    unnest(map_entries(r.counts)) AS u(entry)
ORDER BY what;
