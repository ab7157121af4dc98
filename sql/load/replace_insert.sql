-- question: Within a scope, add the incoming rows that the table does not have yet.
INSERT INTO {{table}} BY NAME
SELECT i.*
FROM incoming AS i
ANTI JOIN (SELECT {{columns}} FROM {{table}}
    WHERE rowid IN (SELECT rowid FROM {{table}} SEMI JOIN scope USING ({{scope_key}}))) AS t
    ON ({{incoming_columns}}) IS NOT DISTINCT FROM ({{table_columns}});
