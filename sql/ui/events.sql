-- question: Which events fit a filter? The newest first, or the deadliest.
-- param: words VARCHAR = NULL | all of these in place, actors, targets or type
-- param: country VARCHAR = NULL | ISO 3166-1 alpha-3
-- param: types VARCHAR = NULL | PLOVER roots, apart by commas
-- param: first DATE = NULL | first reported on this day or later
-- param: last DATE = NULL | first reported on this day or earlier
-- param: killed INTEGER = NULL | at least so many dead, by the best figure
-- param: all BOOLEAN = false | also what was threatened, planned, denied or recalled
-- param: sort VARCHAR = 'new' | new, killed or sources
-- param: skip INTEGER = 0 | rows passed over
-- param: top INTEGER = 50 | rows
-- column: total | rows in all
WITH figured AS (
    SELECT *, coalesce(figure_best(figures, 'killed'), figure_low(figures, 'killed'), figure_high(figures, 'killed')) AS dead
    FROM events
    WHERE ($all OR (recency = 'current' AND modality IN ('occurred', 'ongoing')))
      AND ($country IS NULL OR country = $country)
      AND ($types IS NULL OR list_contains(string_split($types, ','), event_type))
      AND ($first IS NULL OR first_reported_at >= $first::TIMESTAMPTZ)
      AND ($last IS NULL OR first_reported_at < $last::TIMESTAMPTZ + INTERVAL 1 DAY)
      AND ($words IS NULL OR list_bool_and(list_transform(string_split_regex(trim(lower($words)), '\s+'),
          lambda w: contains(lower(concat_ws(' ', event_type, sub_event_type, place_name, admin1, country,
              array_to_string(actor_names, ' '), array_to_string(target_names, ' '))), w))))
)
SELECT event_id, event_type, sub_event_type, modality, recency, event_date_start, event_date_end, date_precision, place_name,
    lat, lon, country, place_precision, actor_names, target_names, weapon, figures, disputed, mentions, articles, sources,
    first_reported_at, last_reported_at, confidence, count(*) OVER () AS total
FROM figured
WHERE $killed IS NULL OR dead >= $killed
ORDER BY CASE WHEN $sort = 'killed' THEN dead WHEN $sort = 'sources' THEN sources END DESC NULLS LAST, first_reported_at DESC, event_id
LIMIT $top OFFSET $skip;
