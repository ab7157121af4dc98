-- question: The rows of a table or view of one day.
SELECT * FROM {{table}} WHERE CAST({{day}} AS DATE) IS NOT DISTINCT FROM $day::DATE
