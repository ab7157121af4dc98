-- What the published snapshots have said of each event: one row for each state that readers could see. Knowledge time
-- (event_revisions) follows the publication of articles; this follows our own publishing, so that "since I last
-- looked" misses nothing that was fetched or read late. Written at publishing; not rebuilt from the archive.
CREATE TABLE published_events (
    event_id VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    recency VARCHAR NOT NULL,
    event_date_start DATE,
    place_name VARCHAR,
    country VARCHAR,
    figures STRUCT(kind VARCHAR, unit VARCHAR, low INTEGER, best INTEGER, high INTEGER, disputed BOOLEAN)[] NOT NULL,
    shown_from TIMESTAMPTZ NOT NULL,
    shown_until TIMESTAMPTZ
);
