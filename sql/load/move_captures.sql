-- question: Records stand in another file now. `moved` has old, new and base, the bytes before the old file's beginning.
UPDATE captures
SET warc_filename = m.new, warc_record_offset = captures.warc_record_offset + m.base
FROM moved AS m WHERE captures.warc_filename = m.old;
UPDATE failures SET origin_id = m.new FROM moved AS m WHERE failures.origin_id = m.old;
CREATE OR REPLACE TEMP TABLE gathered AS
SELECT m.new AS warc_filename, sum(f.captures) AS captures, sum(f.failures) AS failures
FROM archive_files AS f JOIN moved AS m ON m.old = f.warc_filename
GROUP BY m.new;
INSERT INTO archive_files
SELECT g.warc_filename, s.bytes, g.captures, g.failures FROM gathered AS g JOIN sizes AS s ON s.name = g.warc_filename
WHERE g.warc_filename NOT IN (SELECT warc_filename FROM archive_files);
DELETE FROM archive_files WHERE warc_filename IN (SELECT old FROM moved);
DROP TABLE gathered;
