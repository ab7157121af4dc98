-- question: Days whose rows changed must have their duplicates and events recomputed. `days` has published_date.
INSERT INTO windows
SELECT DISTINCT d.published_date, true, NULL
FROM days AS d
ANTI JOIN windows AS w ON w.published_date = d.published_date;
UPDATE windows SET dirty = true
FROM days WHERE windows.published_date = days.published_date AND NOT windows.dirty;
