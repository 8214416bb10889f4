-- Work orders of other systems (12345 hotline, city management): the case that each became, so that none becomes two.

CREATE TABLE orders (
    city_id         BIGINT NOT NULL,
    -- Short name of the system; a number is one's own only within it.
    system          TEXT   NOT NULL,
    order_no        TEXT   NOT NULL,
    case_id         BYTEA  NOT NULL,
    -- Of everything that is kept of the order; the same order again has the same.
    content_hash    BYTEA  NOT NULL,
    -- The order as JSON; who called is masked in it.
    document        TEXT   NOT NULL,
    -- By which mapping it was read last.
    mapping         TEXT   NOT NULL,
    received_at     BIGINT NOT NULL,
    -- When it last came with other content, and how often that was.
    changed_at      BIGINT,
    changes         BIGINT NOT NULL,
    -- What was last put down to be told to the system, and what a receiver last took.
    status_told     TEXT,
    status_told_at  BIGINT,
    status_taken    TEXT,
    status_taken_at BIGINT,
    PRIMARY KEY (city_id, system, order_no),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*rows*/;
CREATE UNIQUE INDEX orders_by_case ON orders (city_id, case_id);
CREATE INDEX orders_of_system ON orders (city_id, system, case_id);

-- How the exports of a system are read, in every version that was saved; the newest counts.
CREATE TABLE order_mappings (
    city_id   BIGINT NOT NULL,
    name      TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    document  TEXT   NOT NULL,
    person_id BYTEA,
    saved_at  BIGINT NOT NULL,
    PRIMARY KEY (city_id, name, version)
) /*rows*/;

-- What a signed message says to a program, beside the text for people.
ALTER TABLE deliveries ADD COLUMN document TEXT;
