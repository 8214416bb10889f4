-- What ends and who takes over what hangs on it. A departure stands until all of it is handed over.
CREATE TABLE departures (
    city_id       BIGINT NOT NULL,
    departure_id  BYTEA  NOT NULL,
    -- unit, person, post, division.
    sort          TEXT   NOT NULL,
    -- Id, or the padded code of a division.
    subject       TEXT   NOT NULL,
    -- The first day without it.
    on_day        TEXT   NOT NULL,
    -- Who takes over which kind of what hangs on it, as JSON.
    heirs         TEXT   NOT NULL,
    -- Who decided it.
    post_id       BYTEA  NOT NULL,
    made_at       BIGINT NOT NULL,
    -- How much was handed over.
    moved         BIGINT NOT NULL,
    done_at       BIGINT,
    PRIMARY KEY (city_id, departure_id)
) /*rows*/;
CREATE INDEX departures_open ON departures (city_id, on_day, departure_id) WHERE done_at IS NULL;

-- Who follows whom. Scores stay with the one that earned them; pages of both show the link.
CREATE TABLE successions (
    city_id       BIGINT NOT NULL,
    departure_id  BYTEA  NOT NULL,
    sort          TEXT   NOT NULL,
    subject       TEXT   NOT NULL,
    heir          TEXT   NOT NULL,
    on_day        TEXT   NOT NULL,
    PRIMARY KEY (city_id, departure_id, subject, heir)
) /*clustered*/;
CREATE INDEX successions_by_subject ON successions (city_id, sort, subject);
CREATE INDEX successions_by_heir ON successions (city_id, sort, heir);

-- From whom an open case or whistle was taken over, so that figures of what was before stay with the one who earned them.
CREATE TABLE handovers (
    city_id        BIGINT NOT NULL,
    subject_id     BYTEA  NOT NULL,
    -- Number of its event.
    seq            BIGINT NOT NULL,
    from_unit      BYTEA,
    to_unit        BYTEA,
    from_division  BIGINT,
    to_division    BIGINT,
    at             BIGINT NOT NULL,
    -- 1: what counts was done before; it counts for the one before, whatever the period.
    earned         BIGINT NOT NULL,
    PRIMARY KEY (city_id, subject_id, seq)
) /*clustered*/;

-- What hung where until a day: the unit above and the territory of a unit, rows of the matrix, units at nodes of a standard. What was
-- counted for the time before goes on to count by them.
CREATE TABLE former_ties (
    city_id         BIGINT NOT NULL,
    tie_id          BYTEA  NOT NULL,
    -- unit, matrix, node.
    sort            TEXT   NOT NULL,
    -- The first day on which it was another.
    until_day       TEXT   NOT NULL,
    unit_id         BYTEA,
    parent          BYTEA,
    division        BIGINT,
    category        TEXT,
    territory_unit  BYTEA,
    line_unit       BYTEA,
    system_id       BYTEA,
    node_code       TEXT,
    duty            TEXT,
    PRIMARY KEY (city_id, tie_id)
) /*rows*/;

-- A division that has ended, and the one that follows it.
ALTER TABLE divisions ADD COLUMN valid_until TEXT;
ALTER TABLE divisions ADD COLUMN successor   BIGINT;
