-- question: Take these pieces into a plan; what is known of one that was planned before stays. `planned` has the
-- columns of backfill_units.
CREATE OR REPLACE TEMP TABLE taken AS
SELECT p.* REPLACE (
    coalesce(b.state, p.state) AS state,
    coalesce(b.position, p.position) AS position,
    coalesce(b.items, p.items) AS items,
    coalesce(b.run_id, p.run_id) AS run_id
)
FROM planned AS p
LEFT JOIN backfill_units AS b ON b.source = p.source AND b.scope = p.scope AND b.unit_key = p.unit_key;
DELETE FROM backfill_units WHERE rowid IN (
    SELECT b.rowid FROM backfill_units AS b
    SEMI JOIN planned AS p ON p.source = b.source AND p.scope = b.scope AND p.unit_key = b.unit_key
);
INSERT INTO backfill_units BY NAME SELECT * FROM taken;
DROP TABLE taken;
