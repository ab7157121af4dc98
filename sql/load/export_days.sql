-- question: On which days does a table have rows, in order? Null stands for rows without a day.
SELECT DISTINCT CAST({{day}} AS DATE) AS day FROM {{table}} ORDER BY day NULLS LAST
