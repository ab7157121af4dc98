-- question: The rows of a table that names events, with what they go by in place of event_id.
CREATE OR REPLACE TEMP VIEW {{side}}_rows AS
SELECT t.* REPLACE (coalesce(n.name, t.event_id) AS event_id)
FROM {{side}}_db.{{table}} AS t
LEFT JOIN {{side}}_names AS n ON n.event_id = t.event_id;
