-- question: Within a scope, drop the rows that the incoming frame no longer has, or has with other values.
-- Only rows that differ are touched: rewriting equal rows makes checkpoints the dearest part of a load. `standing` has
-- the rows of the scope.
DELETE FROM {{table}} WHERE rowid IN (
    SELECT t.row_number
    FROM (SELECT rowid AS row_number, {{columns}} FROM {{table}} WHERE rowid IN (FROM standing)) AS t
    ANTI JOIN incoming AS i ON ({{incoming_columns}}) IS NOT DISTINCT FROM ({{table_columns}})
);
