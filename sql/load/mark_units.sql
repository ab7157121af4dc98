-- question: These pieces are now so far. `marked` has unit_key, state, position and items (archived since the last mark).
UPDATE backfill_units
SET state = m.state, position = m.position, items = backfill_units.items + m.items, run_id = $run_id
FROM marked AS m
WHERE backfill_units.unit_key = m.unit_key AND backfill_units.source = $source AND backfill_units.scope = $scope;
