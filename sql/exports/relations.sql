-- question: Which tables and views are there, with their columns and what these mean?
SELECT c.table_name, c.column_name, c.data_type, c.comment, c.column_index
FROM duckdb_columns() AS c
WHERE NOT c.internal AND c.table_name <> 'schema_migrations'
ORDER BY c.table_name, c.column_index;
