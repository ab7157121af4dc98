-- question: Is any figure negative, or its low above its best or its best above its high?
-- severity: error
SELECT mention_id, quantity_id, low, best, high FROM quantities
WHERE coalesce(low, 0) < 0 OR coalesce(best, 0) < 0 OR coalesce(high, 0) < 0
   OR low > best OR best > high OR low > high OR (low IS NULL AND best IS NULL AND high IS NULL);
