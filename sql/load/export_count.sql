-- question: How many rows has a table or view?
SELECT count(*) FROM {{table}}
