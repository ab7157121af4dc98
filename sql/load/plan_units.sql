-- question: Of which pieces does a plan consist, in the order of reading?
SELECT unit_key, place, "day", bytes, state, position FROM backfill_units WHERE plan_id = $plan_id ORDER BY nth;
