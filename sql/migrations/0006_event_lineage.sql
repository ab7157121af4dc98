-- What became of events, what people said about them, what each claimant claims, and their history by capture.

-- What became of an event's name when later knowledge merged or split events. A history of this database, as `runs` is.
CREATE TABLE event_lineage (
    event_id VARCHAR NOT NULL,
    successor_id VARCHAR,
    change VARCHAR NOT NULL,
    mentions INTEGER NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    why VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);

-- What people said about events. Facts of their own: nothing that is computed removes them.
CREATE TABLE event_corrections (
    correction_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    event_id VARCHAR NOT NULL,
    other_id VARCHAR,
    field VARCHAR,
    value VARCHAR,
    why VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    anchors STRUCT(part INTEGER, article_id VARCHAR, version VARCHAR, "start" INTEGER, "end" INTEGER)[] NOT NULL
);

-- What each claimant says of each figure of an event.
CREATE TABLE event_claims (
    event_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    weapon VARCHAR,
    claimant VARCHAR NOT NULL,
    side VARCHAR NOT NULL,
    low INTEGER,
    best INTEGER,
    high INTEGER,
    stands BOOLEAN NOT NULL,
    leads BOOLEAN NOT NULL,
    reports INTEGER NOT NULL,
    sources VARCHAR[] NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL
);

-- What this database said of an event by its own captures: the columns of event_revisions, other moments.
CREATE TABLE event_captured_revisions AS SELECT * FROM event_revisions WHERE false;
ALTER TABLE event_captured_revisions RENAME known_from TO captured_from;
ALTER TABLE event_captured_revisions RENAME known_to TO captured_to;

-- A default of a list in ADD COLUMN itself stops DuckDB 1.5 where the table has more than 2,048 rows.
ALTER TABLE events ADD COLUMN corrections VARCHAR[];
ALTER TABLE events ALTER corrections SET DEFAULT [];
UPDATE events SET corrections = [];
ALTER TABLE event_revisions ADD COLUMN corrections VARCHAR[];
ALTER TABLE event_revisions ALTER corrections SET DEFAULT [];
UPDATE event_revisions SET corrections = [];
ALTER TABLE event_captured_revisions ADD COLUMN corrections VARCHAR[];
ALTER TABLE event_captured_revisions ALTER corrections SET DEFAULT [];
UPDATE event_captured_revisions SET corrections = [];

-- Events that were fused before have none of this: their days are related again.
UPDATE windows SET dirty = true;
