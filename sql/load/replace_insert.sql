-- question: Within a scope, add the incoming rows that the table does not have yet. `standing` has the rows of the scope.
INSERT INTO {{table}} BY NAME
SELECT i.*
FROM incoming AS i
ANTI JOIN (SELECT {{columns}} FROM {{table}} WHERE rowid IN (FROM standing)) AS t
    ON ({{incoming_columns}}) IS NOT DISTINCT FROM ({{table_columns}});
