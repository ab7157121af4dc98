-- The ledger: what is done and what is missing, read at the start of every run. Never Prefect's database.

-- Archive files whose records stand in captures.
CREATE TABLE archive_files (
    warc_filename VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    captures INTEGER NOT NULL,
    failures INTEGER NOT NULL
);

-- What reading each capture gave: an article version, or nothing (article_id null) and a row in failures.
CREATE TABLE extractions (
    capture_id VARCHAR NOT NULL,
    article_id VARCHAR,
    version VARCHAR,
    published_date DATE,
    extractor_version VARCHAR NOT NULL,
    stale BOOLEAN NOT NULL
);

-- Which article versions the event parser has read.
CREATE TABLE parsings (
    article_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    parser_version VARCHAR NOT NULL,
    mentions INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    stale BOOLEAN NOT NULL
);

-- Days by publication date. A day is dirty from the moment that one of its rows changes until its duplicates
-- and events are recomputed.
CREATE TABLE windows (
    published_date DATE NOT NULL,
    dirty BOOLEAN NOT NULL,
    run_id VARCHAR
);

-- When this database first learned of an article version (its own clock: the fetch time of the first capture).
CREATE TABLE snapshots (
    published_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    row_count BIGINT NOT NULL
);
