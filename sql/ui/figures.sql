-- question: Every figure in the reports of one event, where in the text it stands, and who says so.
-- param: event VARCHAR | event_id
-- column: start, end | code points into the body
SELECT q.mention_id, q.quantity_id, q.kind, q.unit, q.weapon, q.low, q.best, q.high, q.qualifier, q.scope, q.subset_of,
    q.attributed_to, q.attribution_kind, q.text, q."start", q."end"
FROM quantities AS q SEMI JOIN (SELECT mention_id FROM event_mentions WHERE event_id = $event) AS m USING (mention_id)
ORDER BY q.mention_id, q."start", q.quantity_id LIMIT 2000;
