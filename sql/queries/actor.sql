-- question: What did an actor do, what was done to it, and what does it claim?
-- param: name VARCHAR | a part of the name, as reported or as written out
-- param: first DATE = DATE '1900-01-01' | from this day on, by day of the event
-- param: last DATE = DATE '2999-12-31' | to this day
-- param: top INTEGER = 500 | how many rows, the newest first
-- example: -p name=Houthi
-- column: day | of the event; where no source says, of its first report
-- column: role | actor, target or claimant
-- column: names | as the reports name it
-- column: event_type, sub_event_type, modality, recency, place_name, country | the event
-- column: actors, targets | all of the event
-- column: killed | low to high in words, empty where nobody says
-- column: mentions, sources | mentions in which it has this role; sources of the event
-- column: event_id | for `figures` and `timeline`
WITH wanted AS (  -- each name is looked at once, however often it stands there
    SELECT name, coalesce(canonical_name, '') AS canonical_name
    FROM (SELECT DISTINCT name, canonical_name FROM mention_actors)
    WHERE contains(lower(coalesce(canonical_name, '')), lower($name)) OR contains(lower(name), lower($name))
), named AS (
    SELECT x.mention_id, x.role, coalesce(x.canonical_name, x.name) AS name
    FROM mention_actors AS x
    SEMI JOIN wanted AS w ON w.name = x.name AND w.canonical_name = coalesce(x.canonical_name, '')
), found AS (
    SELECT m.event_id, n.role, list(DISTINCT n.name ORDER BY n.name) AS names, count(DISTINCT m.mention_id) AS mentions
    FROM named AS n JOIN event_mentions AS m USING (mention_id)
    GROUP BY ALL
)
SELECT coalesce(e.event_date_start, e.first_reported_at::DATE) AS day, f.role, f.names, e.event_type, e.sub_event_type,
    e.modality, e.recency, e.place_name, e.country, list_aggregate(e.actor_names, 'string_agg', ', ') AS actors,
    list_aggregate(e.target_names, 'string_agg', ', ') AS targets,
    figure_text(figure_low(e.figures, 'killed'), figure_best(e.figures, 'killed'), figure_high(e.figures, 'killed')) AS killed,
    f.mentions, e.sources, e.event_id
FROM found AS f JOIN events AS e USING (event_id)
WHERE coalesce(e.event_date_start, e.first_reported_at::DATE) BETWEEN $first AND $last
ORDER BY day DESC, e.event_id, f.role
LIMIT $top;
