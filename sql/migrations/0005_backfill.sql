-- Backfills: where captures of other archives came from, the plans of backfills and how far they are, and takedowns.

-- When this archive got a capture that another one had made; null where it was made here, at fetched_at.
ALTER TABLE captures ADD COLUMN archived_at TIMESTAMPTZ;

-- One row for each piece of a plan. Done once for a scope, it is not read again.
CREATE TABLE backfill_units (
    source VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    unit_key VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    "day" DATE,
    bytes BIGINT,
    nth INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    items BIGINT NOT NULL,
    plan_id VARCHAR NOT NULL,
    run_id VARCHAR
);

-- One row for each backfill that was asked for.
CREATE TABLE backfill_plans (
    plan_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    first_day DATE,
    last_day DATE,
    request VARCHAR NOT NULL,
    units INTEGER NOT NULL,
    finished BOOLEAN NOT NULL
);

-- Addresses that were taken down, as archive/tombstones.jsonl lists them.
CREATE TABLE tombstones (
    url_key VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
