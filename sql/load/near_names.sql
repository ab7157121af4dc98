-- question: What are places and actors called in the mentions that are near?
SELECT name FROM near_place WHERE name IS NOT NULL
UNION SELECT canonical_name FROM near_place WHERE canonical_name IS NOT NULL
UNION SELECT coalesce(canonical_name, name) FROM near_actor;
