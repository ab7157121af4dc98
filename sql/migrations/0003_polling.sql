-- What polling keeps between runs: how the zone of an entry's date is known, and what robots.txt of each site said.
ALTER TABLE entries ADD COLUMN published_basis VARCHAR;

CREATE TABLE robots_files (
    origin VARCHAR NOT NULL,
    kept_until TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    "text" VARCHAR NOT NULL,
    reason VARCHAR
);
