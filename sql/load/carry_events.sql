-- question: A mention read again keeps the event that it was fused into until fusion says otherwise; where the passage
-- is read otherwise than before, its new mention takes the event of the old one that it shares most with. So an event
-- that a newer parser names otherwise can be followed. `old_mention` has what was there.
WITH heirs AS (
    SELECT f.mention_id, old.event_id
    FROM found AS f
    ANTI JOIN old_mention AS same USING (mention_id)
    JOIN old_mention AS old ON old.article_id = f.article_id AND old.version = f.version
        AND old.evidence_start < f.evidence_end AND old.evidence_end > f.evidence_start
    ANTI JOIN found AS kept ON kept.mention_id = old.mention_id
    WHERE old.event_id IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY f.mention_id
        ORDER BY old.event_type = f.event_type DESC,
            least(old.evidence_end, f.evidence_end) - greatest(old.evidence_start, f.evidence_start) DESC,
            old.mention_id
    ) = 1
)
SELECT f.* REPLACE (coalesce(f.event_id, old.event_id, heirs.event_id) AS event_id)
FROM found AS f
LEFT JOIN old_mention AS old USING (mention_id)
LEFT JOIN heirs USING (mention_id)
ORDER BY f.mention_id;
