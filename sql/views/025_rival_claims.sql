-- question: Where do claimants disagree about a figure of one event: who says what, and whose figure stands as the best?
CREATE OR REPLACE VIEW rival_claims AS
SELECT e.event_id, e.event_type, e.event_date_start, e.event_date_end, e.place_name, e.country, c.kind, c.unit,
    c.claimant, c.side, c.low, c.best, c.high, c.leads, c.reports, c.sources, c.first_at, c.last_at
FROM event_claims AS c
JOIN events AS e USING (event_id)
JOIN (
    SELECT event_id, f.kind AS kind, f.unit AS unit
    FROM (SELECT event_id, unnest(figures) AS f FROM events WHERE disputed) AS d
    WHERE f.disputed
) AS disputed ON disputed.event_id = c.event_id AND disputed.kind = c.kind AND disputed.unit = c.unit
WHERE c.weapon IS NULL AND c.stands;
