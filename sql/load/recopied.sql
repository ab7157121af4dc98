-- question: Of which article versions in `scope` does the cluster of copies change with the `incoming` rows?
WITH before AS (
    SELECT d.article_id, d.version, d.cluster_id FROM duplicates AS d
    SEMI JOIN scope ON scope.article_id = d.article_id AND scope.version = d.version
    WHERE d.relation IN ('exact', 'near')
), after AS (
    SELECT article_id, version, cluster_id FROM incoming WHERE relation IN ('exact', 'near')
)
SELECT DISTINCT article_id, version
FROM ((FROM before EXCEPT FROM after) UNION (FROM after EXCEPT FROM before));
