-- The fact tables. Meanings and units: docs/reference.md; contract of names: pipeline/records.py.
-- Uniqueness of keys is kept by the loading statements and proved by sql/checks: DuckDB's key indexes
-- refuse to replace a row by one with the same key in one transaction.

CREATE TABLE feeds (
    feed_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    publisher VARCHAR,
    country VARCHAR,
    language VARCHAR,
    tags VARCHAR[] NOT NULL,
    active BOOLEAN NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    body_digest VARCHAR,
    last_polled_at TIMESTAMPTZ,
    last_changed_at TIMESTAMPTZ,
    next_poll_at TIMESTAMPTZ,
    failures INTEGER NOT NULL,
    retired_reason VARCHAR,
    moved_to VARCHAR,
    moved_since TIMESTAMPTZ
);

CREATE TABLE polls (
    feed_id VARCHAR NOT NULL,
    polled_at TIMESTAMPTZ NOT NULL,
    status INTEGER,
    outcome VARCHAR NOT NULL,
    bytes_received BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    entries INTEGER NOT NULL,
    new_entries INTEGER NOT NULL,
    reason VARCHAR
);

CREATE TABLE entries (
    entry_id VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    guid VARCHAR,
    url VARCHAR,
    url_key VARCHAR,
    title VARCHAR,
    published_raw VARCHAR,
    published_at TIMESTAMPTZ,
    published_precision VARCHAR,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE captures (
    capture_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    via VARCHAR,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER,
    mime VARCHAR,
    content_digest VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    warc_filename VARCHAR NOT NULL,
    warc_record_offset BIGINT NOT NULL,
    warc_record_length BIGINT NOT NULL,
    revisit BOOLEAN NOT NULL
);

CREATE TABLE articles (
    article_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    title VARCHAR,
    authors VARCHAR[] NOT NULL,
    language VARCHAR,
    language_confidence DOUBLE,
    country VARCHAR,
    published_at TIMESTAMPTZ,
    published_date DATE NOT NULL,
    date_basis VARCHAR NOT NULL,
    date_precision VARCHAR NOT NULL,
    modified_at TIMESTAMPTZ,
    body VARCHAR,
    words INTEGER NOT NULL,
    verdict VARCHAR NOT NULL,
    verdict_reason VARCHAR,
    content_digest VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    current BOOLEAN NOT NULL
);

CREATE TABLE duplicates (
    article_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    cluster_id VARCHAR NOT NULL,
    canonical_article_id VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL
);

CREATE TABLE event_mentions (
    mention_id VARCHAR NOT NULL,
    event_id VARCHAR,
    article_id VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR,
    quad_class VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    recency VARCHAR NOT NULL,
    event_date_start DATE,
    event_date_end DATE,
    date_precision VARCHAR NOT NULL,
    date_basis VARCHAR NOT NULL,
    date_text VARCHAR,
    weapon VARCHAR[] NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end INTEGER NOT NULL,
    evidence VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    found_by VARCHAR NOT NULL,
    parser_version VARCHAR NOT NULL
);

CREATE TABLE mention_actors (
    mention_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    canonical_name VARCHAR,
    country VARCHAR,
    sector VARCHAR,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);

CREATE TABLE mention_places (
    mention_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    geonames_id BIGINT,
    canonical_name VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    country VARCHAR,
    admin1 VARCHAR,
    precision VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL
);

CREATE TABLE quantities (
    mention_id VARCHAR NOT NULL,
    quantity_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    weapon VARCHAR,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    qualifier VARCHAR NOT NULL,
    subset_of VARCHAR,
    scope VARCHAR NOT NULL,
    attributed_to VARCHAR,
    attribution_kind VARCHAR NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text VARCHAR NOT NULL
);

CREATE TABLE events (
    event_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR,
    quad_class VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    recency VARCHAR NOT NULL,
    event_date_start DATE,
    event_date_end DATE,
    date_precision VARCHAR NOT NULL,
    place_name VARCHAR,
    geonames_id BIGINT,
    lat DOUBLE,
    lon DOUBLE,
    country VARCHAR,
    admin1 VARCHAR,
    place_precision VARCHAR,
    actor_names VARCHAR[] NOT NULL,
    target_names VARCHAR[] NOT NULL,
    weapon VARCHAR[] NOT NULL,
    figures STRUCT(kind VARCHAR, unit VARCHAR, low INTEGER, best INTEGER, high INTEGER, disputed BOOLEAN, sources INTEGER)[] NOT NULL,
    disputed BOOLEAN NOT NULL,
    mentions INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL,
    first_reported_at TIMESTAMPTZ NOT NULL,
    last_reported_at TIMESTAMPTZ NOT NULL,
    confidence DOUBLE NOT NULL,
    filed_on DATE NOT NULL
);

CREATE TABLE event_revisions (
    event_id VARCHAR NOT NULL,
    known_from TIMESTAMPTZ NOT NULL,
    known_to TIMESTAMPTZ,
    event_type VARCHAR NOT NULL,
    sub_event_type VARCHAR,
    quad_class VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    recency VARCHAR NOT NULL,
    event_date_start DATE,
    event_date_end DATE,
    date_precision VARCHAR NOT NULL,
    place_name VARCHAR,
    geonames_id BIGINT,
    lat DOUBLE,
    lon DOUBLE,
    country VARCHAR,
    admin1 VARCHAR,
    place_precision VARCHAR,
    actor_names VARCHAR[] NOT NULL,
    target_names VARCHAR[] NOT NULL,
    weapon VARCHAR[] NOT NULL,
    figures STRUCT(kind VARCHAR, unit VARCHAR, low INTEGER, best INTEGER, high INTEGER, disputed BOOLEAN, sources INTEGER)[] NOT NULL,
    disputed BOOLEAN NOT NULL,
    mentions INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL,
    first_reported_at TIMESTAMPTZ NOT NULL,
    last_reported_at TIMESTAMPTZ NOT NULL,
    confidence DOUBLE NOT NULL
);

CREATE TABLE failures (
    stage VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    origin_id VARCHAR NOT NULL
);

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    window_start DATE,
    window_end DATE,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    state VARCHAR NOT NULL,
    versions MAP(VARCHAR, VARCHAR) NOT NULL,
    counts MAP(VARCHAR, BIGINT) NOT NULL,
    message VARCHAR
);
