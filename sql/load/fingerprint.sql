-- question: What is the content of a table, as one hash?
SELECT md5(coalesce(string_agg(line, chr(10) ORDER BY line), ''))
FROM (SELECT md5(row({{columns}})::VARCHAR) AS line FROM {{table}});
