-- question: What is new since yesterday, or since I last looked?
-- param: since TIMESTAMPTZ = (SELECT max(published_at) - INTERVAL 1 DAY FROM snapshots) | UTC, when you last looked; a day before the newest publishing by default
-- example: -p since=2024-03-10 00:00:00Z
-- column: new_at | publishing of the first snapshot that shows the event
-- column: event_id | for `figures` and `timeline`
-- column: day, event_type, sub_event_type, modality, place_name, country | the event
-- column: killed, injured | in words, empty where nobody says
-- column: sources, first_reported_at | independent sources; publication of the earliest report
WITH appeared AS (
    SELECT event_id, min(shown_from) AS new_at FROM published_events GROUP BY event_id HAVING min(shown_from) > $since
)
SELECT n.new_at, e.event_id, coalesce(e.event_date_start, e.first_reported_at::DATE) AS day, e.event_type,
    e.sub_event_type, e.modality, e.place_name, e.country,
    figure_text(figure_low(e.figures, 'killed'), figure_best(e.figures, 'killed'), figure_high(e.figures, 'killed')) AS killed,
    figure_text(figure_low(e.figures, 'injured'), figure_best(e.figures, 'injured'), figure_high(e.figures, 'injured')) AS injured,
    e.sources, e.first_reported_at
FROM appeared AS n JOIN events AS e USING (event_id)
WHERE e.recency = 'current'
ORDER BY coalesce(figure_best(e.figures, 'killed'), figure_low(e.figures, 'killed'), figure_high(e.figures, 'killed'), -1) DESC,
    e.sources DESC, e.event_id;
