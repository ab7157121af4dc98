-- question: Which events were reported in a stretch of time, as they were known at a moment?
-- param: start TIMESTAMPTZ | first moment of the stretch
-- param: end TIMESTAMPTZ | first moment after it
-- param: known TIMESTAMPTZ | knowledge time of the figures
-- param: countries VARCHAR = NULL | ISO 3166-1 alpha-3, apart by commas; all by default
-- param: top INTEGER = 2000 | the heaviest so many
-- column: total | events before the cut to `top`
WITH told AS (
    SELECT DISTINCT event_id FROM event_revisions WHERE known_from >= $start AND known_from < $end
), found AS (
    SELECT e.* FROM events_as_of($known) AS e SEMI JOIN told USING (event_id)
    WHERE e.recency = 'current' AND e.modality IN ('occurred', 'ongoing')
      AND ($countries IS NULL OR list_contains(string_split($countries, ','), e.country))
)
SELECT event_id, event_type, sub_event_type, modality, event_date_start, event_date_end, date_precision, place_name, lat,
    lon, country, place_precision, actor_names, target_names, weapon, figures, disputed, mentions, articles, sources,
    first_reported_at, last_reported_at, confidence, count(*) OVER () AS total
FROM found
ORDER BY coalesce(figure_best(figures, 'killed'), figure_low(figures, 'killed'), figure_high(figures, 'killed'), 0) DESC,
    coalesce(figure_best(figures, 'injured'), figure_low(figures, 'injured'), 0) DESC, sources DESC, confidence DESC, event_id
LIMIT $top;
