-- question: How many events, dead and injured were first reported in a stretch of time?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- param: known TIMESTAMPTZ | knowledge time of the figures
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
-- column: events | told in the stretch, also those first reported before
-- column: new_events, with_toll | first reported in it; of these with a number of dead
-- column: killed_low, killed_best, killed_high, injured_best | sums over new events, persons
WITH told AS (
    SELECT DISTINCT event_id FROM event_revisions WHERE known_from >= $start AND known_from < $end
), found AS (
    SELECT e.first_reported_at >= $start AS new, e.disputed,
        figure_low(figures, 'killed') AS low, figure_best(figures, 'killed') AS best, figure_high(figures, 'killed') AS high,
        figure_best(figures, 'injured') AS injured, figure_low(figures, 'injured') AS injured_low
    FROM events_as_of($known) AS e SEMI JOIN told USING (event_id)
    WHERE e.recency = 'current' AND e.modality IN ('occurred', 'ongoing')
      AND ($countries IS NULL OR list_contains(string_split($countries, ','), e.country))
)
SELECT count(*) AS events, count(*) FILTER (new) AS new_events, count(*) FILTER (disputed) AS disputed,
    count(*) FILTER (new AND coalesce(best, low, high, 0) > 0) AS with_toll,
    coalesce(sum(coalesce(low, 0)) FILTER (new), 0)::BIGINT AS killed_low,
    coalesce(sum(coalesce(best, low, high, 0)) FILTER (new), 0)::BIGINT AS killed_best,
    coalesce(sum(coalesce(high, best, low, 0)) FILTER (new), 0)::BIGINT AS killed_high,
    coalesce(sum(coalesce(injured, injured_low, 0)) FILTER (new), 0)::BIGINT AS injured_best
FROM found;
