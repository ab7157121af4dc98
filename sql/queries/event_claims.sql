-- question: What does each claimant say of an event's figures in the end?
-- param: event VARCHAR | event_id, or its first characters
-- example: -p event=EVENT_ID
-- column: figure | low to high as stated
-- column: stands | false where a later claim of the same side superseded it
SELECT kind, unit, weapon, claimant, side, figure_text(low, best, high) AS figure, stands, leads, reports, sources,
    first_at, last_at
FROM event_claims WHERE starts_with(event_id, lower($event))
ORDER BY kind, unit, weapon NULLS FIRST, leads DESC, claimant;
