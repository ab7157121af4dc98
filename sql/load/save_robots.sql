-- question: Keep what robots.txt of each site said; what is over goes. `incoming` has the table's columns.
DELETE FROM robots_files;
INSERT INTO robots_files SELECT * FROM incoming;
