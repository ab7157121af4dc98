-- What has been told to whom: one row for each rule, event and channel. A history of this database; not rebuilt.
CREATE TABLE alerts (
    rule VARCHAR NOT NULL,
    event_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    headline VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    killed INTEGER,
    injured INTEGER,
    disputed BOOLEAN NOT NULL,
    matched_at TIMESTAMPTZ NOT NULL,
    told_at TIMESTAMPTZ,
    tries INTEGER NOT NULL,
    reason VARCHAR
);
