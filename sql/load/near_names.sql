-- question: What are places and actors called in the mentions that are near?
SELECT p.name FROM mention_places AS p SEMI JOIN near_mention USING (mention_id) WHERE p.name IS NOT NULL
UNION SELECT p.canonical_name FROM mention_places AS p SEMI JOIN near_mention USING (mention_id)
    WHERE p.canonical_name IS NOT NULL
UNION SELECT coalesce(a.canonical_name, a.name) FROM mention_actors AS a SEMI JOIN near_mention USING (mention_id);
