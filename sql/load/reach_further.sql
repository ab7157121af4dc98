-- question: Which mentions meet one that was reached in the round before?
INSERT INTO reached
WITH ahead AS MATERIALIZED (SELECT n FROM reached WHERE round = $round - 1
), meeting AS (
    -- where they were: two towns meet in a town, and those of one family never as what is settled at the end of a day
    SELECT a.n AS one, b.n AS other, a.low <= b.high AND b.low <= a.high AS narrow
    FROM (FROM near_key SEMI JOIN ahead USING (n) WHERE where_) AS a
    JOIN near_key AS b ON b.where_ AND b.key = a.key AND b.n <> a.n
        AND a.wide_low <= b.high AND b.wide_low <= a.high
        AND NOT (a.pointed AND b.pointed AND a.settling AND a.family = b.family)
    -- all else brings two together of which one names no town
    UNION ALL
    SELECT a.n, b.n, a.low <= b.high AND b.low <= a.high
    FROM (FROM near_key SEMI JOIN ahead USING (n) WHERE NOT where_ AND NOT pointed) AS a
    JOIN near_key AS b ON NOT b.where_ AND b.key = a.key AND b.n <> a.n
        AND a.wide_low <= b.high AND b.wide_low <= a.high
        AND (a.land IS NULL OR b.land IS NULL OR a.land = b.land)
    UNION ALL
    SELECT a.n, b.n, a.low <= b.high AND b.low <= a.high
    FROM (FROM near_key SEMI JOIN ahead USING (n) WHERE NOT where_ AND pointed) AS a
    JOIN (FROM near_key WHERE NOT where_ AND NOT pointed) AS b ON b.key = a.key AND b.n <> a.n
        AND a.wide_low <= b.high AND b.wide_low <= a.high
        AND (a.land IS NULL OR b.land IS NULL OR a.land = b.land)
    UNION ALL
    SELECT a.n, b.n, a.low <= b.high AND b.low <= a.high
    FROM (
        SELECT n, standing, family, low, high, wide_low, r + x.up AS r, (c + x.aside + $columns * 3 // 2) % $columns - $columns // 2 AS c
        FROM near_cell SEMI JOIN ahead USING (n), neighbours AS x
    ) AS a
    JOIN near_cell AS b ON b.r = a.r AND b.c = a.c AND b.standing = a.standing AND b.family = a.family AND b.n <> a.n
        AND a.wide_low <= b.high AND b.wide_low <= a.high
    UNION ALL
    SELECT a.n, b.n, true
    FROM (
        SELECT n, standing, family, day, settled_back, pointed, r + x.up AS r,
            (c + x.aside + $columns * 3 // 2) % $columns - $columns // 2 AS c
        FROM near_cell SEMI JOIN ahead USING (n), neighbours AS x WHERE settled
    ) AS a
    JOIN near_cell AS b ON b.settled AND b.r = a.r AND b.c = a.c AND b.standing = a.standing AND b.family <> a.family
        AND a.day - a.settled_back <= b.day AND b.day - b.settled_back <= a.day
)
SELECT DISTINCT other, $round FROM (
    SELECT other FROM meeting WHERE narrow
    UNION
    SELECT m.other FROM meeting AS m
    WHERE NOT m.narrow AND EXISTS (
        FROM near_same AS a JOIN near_same AS b ON b.figure = a.figure WHERE a.n = m.one AND b.n = m.other
    )
    UNION
    SELECT b.n FROM near_bond AS a SEMI JOIN ahead USING (n) JOIN near_bond AS b ON b.key = a.key
) AS met
WHERE other NOT IN (SELECT n FROM reached);
