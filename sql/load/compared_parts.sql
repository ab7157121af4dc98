-- question: The rows of a table of parts of mentions, with what names their mention.
CREATE OR REPLACE TEMP VIEW {{side}}_rows AS
SELECT m.article_id, m.version, m.evidence_start, m.event_type, p.*
FROM {{side}}_db.{{table}} AS p
JOIN {{side}}_db.event_mentions AS m USING (mention_id);
