-- question: Which incident tolls are above 100,000 persons? Mostly totals of a war read as one incident.
-- severity: warn
SELECT mention_id, kind, low, best, high, text FROM quantities
WHERE kind IN ('killed', 'injured', 'missing') AND unit = 'person' AND scope = 'incident'
  AND coalesce(best, low, high) > 100000;
