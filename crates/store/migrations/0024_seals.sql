-- The nightly seal over everything that must not change unseen. Rows are added, never changed.

CREATE TABLE seals (
    city_id        BIGINT NOT NULL,
    -- Counts from 1: the order of the seals, whatever the clock said.
    number         BIGINT NOT NULL,
    day            TEXT   NOT NULL,
    at             BIGINT NOT NULL,
    model_version  BIGINT NOT NULL,
    key_id         BYTEA  NOT NULL,
    prev_digest    BYTEA  NOT NULL,
    digest         BYTEA  NOT NULL,
    PRIMARY KEY (city_id, number)
) /*clustered*/;

-- What a seal holds of one table: how many rows there were, how many leaves of that night, one hash over these.
CREATE TABLE seal_sums (
    city_id   BIGINT NOT NULL,
    number    BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    counted   BIGINT NOT NULL,
    leaves    BIGINT NOT NULL,
    sum_hash  BYTEA  NOT NULL,
    PRIMARY KEY (city_id, number, kind)
) /*clustered*/;

-- A row as it was sealed; one that went on has another leaf of a later night. row_hash is over all of its columns, marks are four bytes
-- a column by which a changed one is named, mac is keyed.
CREATE TABLE seal_leaves (
    city_id   BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    key       TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    row_hash  BYTEA  NOT NULL,
    marks     BYTEA  NOT NULL,
    mac       BYTEA  NOT NULL,
    PRIMARY KEY (city_id, kind, key, number)
) /*clustered*/;
CREATE INDEX seal_leaves_by_number ON seal_leaves (city_id, number, kind, key);
