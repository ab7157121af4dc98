-- question: Where does a figure come from? Every figure of an event, with the sentence and the source.
-- param: event VARCHAR | event_id, or its first characters, as `day` gives them
-- param: kind VARCHAR = NULL | killed, injured, launched, ...; all by default
-- example: -p event=EVENT_ID -p kind=killed
-- column: evidence | the passage, verbatim
SELECT kind, unit, low, best, high, qualifier, scope, attributed_to, attribution_kind, figure_text, evidence,
    source, published_at, url
FROM figures_traced
WHERE starts_with(event_id, lower($event)) AND ($kind IS NULL OR kind = $kind)
ORDER BY published_at, url, "start";
