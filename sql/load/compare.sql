-- question: How do the rows of a table in two databases differ? `before_rows` and `after_rows` are compared, row by row
-- with the same {{key}}; where a key is shared, in the order of the columns. One row a column that differs, and `*` for
-- rows that one of the two does not have: what, added, gone, altered.
WITH b AS (
    SELECT hash({{key}}) AS k, row_number() OVER (PARTITION BY {{key}} ORDER BY {{columns}}) AS nth,
        struct_pack(part := [{{texts}}]) AS parts
    FROM before_rows
), a AS (
    SELECT hash({{key}}) AS k, row_number() OVER (PARTITION BY {{key}} ORDER BY {{columns}}) AS nth,
        struct_pack(part := [{{texts}}]) AS parts
    FROM after_rows
), joined AS (
    SELECT b.parts AS was, a.parts AS now FROM b FULL JOIN a USING (k, nth)
)
SELECT
    '*' AS what,
    count(*) FILTER (was IS NULL) AS added,
    count(*) FILTER (now IS NULL) AS gone,
    count(*) FILTER (was IS NOT NULL AND now IS NOT NULL AND was IS DISTINCT FROM now) AS altered
FROM joined
UNION ALL
SELECT names.name, 0, 0, count(*)
FROM (SELECT unnest([{{names}}]) AS name, unnest(range(1, {{count}})) AS place) AS names
JOIN joined ON was IS NOT NULL AND now IS NOT NULL
    AND was.part[place] IS DISTINCT FROM now.part[place]
GROUP BY names.name, place
ORDER BY what;
