-- question: Where do sources disagree about a figure: who says what?
-- param: since DATE = DATE '1900-01-01' | events from this day on
-- example: -p since=2024-03-05
-- column: figure | what this claimant says
-- column: low, best, high | of all claims that stand
-- column: leads | true for the claim that the best figure comes from
-- column: sources | publishers that print the claim
SELECT r.event_date_start, r.place_name, r.country, r.event_type, r.kind, r.unit, r.claimant, r.side,
    figure_text(r.low, r.best, r.high) AS figure, t.low, t.best, t.high, r.leads, r.sources, r.event_id
FROM rival_claims AS r
JOIN tolls AS t ON t.event_id = r.event_id AND t.kind = r.kind AND t.unit = r.unit
WHERE r.event_date_start IS NULL OR r.event_date_start >= $since
ORDER BY r.event_date_start DESC NULLS LAST, r.event_id, r.kind, r.unit, r.leads DESC, r.claimant;
