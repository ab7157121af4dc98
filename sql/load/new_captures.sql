-- question: Which records of this archive file does no other file hold? `found` has what its index says.
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT f.*
FROM found AS f
ANTI JOIN (SELECT capture_id FROM captures WHERE warc_filename <> $filename) AS c USING (capture_id)
QUALIFY row_number() OVER (PARTITION BY capture_id ORDER BY warc_record_offset) = 1;
