-- question: How far are the pieces of this source that were planned before, for one scope?
SELECT unit_key, state, position FROM backfill_units WHERE source = $source AND scope = $scope;
