-- question: Note what was told, or is to be told; `noted` holds the rows.
DELETE FROM alerts USING noted
WHERE alerts.rule = noted.rule AND alerts.event_id = noted.event_id AND alerts.channel = noted.channel;
INSERT INTO alerts BY NAME SELECT * FROM noted;
