-- question: Which rows of a table stand in a scope? Found once, by the key alone: what lies together is then read alone.
CREATE OR REPLACE TEMP TABLE standing AS
SELECT t.rowid AS row_number FROM {{table}} AS t SEMI JOIN scope USING ({{scope_key}});
