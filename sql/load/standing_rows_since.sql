-- question: Which rows of a table stand in a scope, where none of them is older than a moment?
CREATE OR REPLACE TEMP TABLE standing AS
SELECT t.rowid AS row_number FROM {{table}} AS t SEMI JOIN scope USING ({{scope_key}}) WHERE t.{{moment}} >= $since;
