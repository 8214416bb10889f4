-- 吹哨报到 and 会商、联合行动: who is called, who came, what came of it, each with its chained events.

CREATE TABLE whistles (
    city_id         BIGINT NOT NULL,
    whistle_id      BYTEA  NOT NULL,
    -- yymmdd and six digits of the day's counter: 261121000041 is shown as W261121-0041.
    number          BIGINT NOT NULL,
    state           TEXT   NOT NULL,
    is_open         BIGINT NOT NULL,
    -- The called units know of it; before it is blown only the street does.
    is_known        BIGINT NOT NULL,
    kind            TEXT   NOT NULL,
    street          BYTEA  NOT NULL,
    title           TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    place           TEXT   NOT NULL,
    division        BIGINT NOT NULL,
    drafted_at      BIGINT NOT NULL,
    blown_at        BIGINT,
    -- Of the call that is due first among those that wait.
    near_at         BIGINT,
    due_at          BIGINT,
    plan            TEXT,
    result          TEXT,
    handled_at      BIGINT,
    waiver_at       BIGINT,
    closed_at       BIGINT,
    waived          BIGINT NOT NULL,
    disputed_from   TEXT,
    consultation_id BYTEA,
    changed_at      BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    head_hash       BYTEA  NOT NULL,
    PRIMARY KEY (city_id, whistle_id)
) /*rows*/;
CREATE UNIQUE INDEX whistles_by_number ON whistles (city_id, number);
CREATE INDEX whistles_open ON whistles (city_id, whistle_id) WHERE is_open = 1;
CREATE INDEX whistles_by_street ON whistles (city_id, street, whistle_id);
CREATE INDEX whistles_by_division ON whistles (city_id, division, whistle_id);
CREATE INDEX whistles_by_blown ON whistles (city_id, blown_at) WHERE blown_at IS NOT NULL;

CREATE TABLE whistle_units (
    city_id      BIGINT NOT NULL,
    whistle_id   BYTEA  NOT NULL,
    unit_id      BYTEA  NOT NULL,
    position     BIGINT NOT NULL,
    task         TEXT   NOT NULL,
    turnout   TEXT   NOT NULL,
    near_at      BIGINT,
    due_at       BIGINT,
    answered_at  BIGINT,
    reason       TEXT,
    bound        BIGINT NOT NULL,
    -- The street's rating of the unit, and the unit's rating of the call.
    response     BIGINT,
    solution     BIGINT,
    unit_text    TEXT,
    justified    BIGINT,
    street_text  TEXT,
    PRIMARY KEY (city_id, whistle_id, unit_id),
    FOREIGN KEY (city_id, whistle_id) REFERENCES whistles (city_id, whistle_id)
) /*clustered*/;
CREATE INDEX whistle_units_by_unit ON whistle_units (city_id, unit_id, whistle_id);

CREATE TABLE whistle_cases (
    city_id     BIGINT NOT NULL,
    whistle_id  BYTEA  NOT NULL,
    case_id     BYTEA  NOT NULL,
    PRIMARY KEY (city_id, whistle_id, case_id),
    FOREIGN KEY (city_id, whistle_id) REFERENCES whistles (city_id, whistle_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
CREATE INDEX whistle_cases_by_case ON whistle_cases (city_id, case_id, whistle_id);

CREATE TABLE whistle_events (
    city_id      BIGINT NOT NULL,
    whistle_id   BYTEA  NOT NULL,
    seq          BIGINT NOT NULL,
    action       TEXT   NOT NULL,
    from_state   TEXT,
    to_state     TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    person_id    BYTEA  NOT NULL,
    post_id      BYTEA  NOT NULL,
    unit_id      BYTEA  NOT NULL,
    role         TEXT   NOT NULL,
    is_system    BIGINT NOT NULL,
    particulars  TEXT   NOT NULL,
    prev_hash    BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    PRIMARY KEY (city_id, whistle_id, seq),
    FOREIGN KEY (city_id, whistle_id) REFERENCES whistles (city_id, whistle_id)
) /*clustered*/;

CREATE TABLE consultations (
    city_id          BIGINT NOT NULL,
    consultation_id  BYTEA  NOT NULL,
    -- Shown as H261121-0041.
    number           BIGINT NOT NULL,
    kind             TEXT   NOT NULL,
    state            TEXT   NOT NULL,
    convener         BYTEA  NOT NULL,
    title            TEXT   NOT NULL,
    description      TEXT   NOT NULL,
    division         BIGINT NOT NULL,
    whistle_id       BYTEA,
    result           TEXT,
    lead_unit        BYTEA,
    convened_at      BIGINT NOT NULL,
    ended_at         BIGINT,
    changed_at       BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    head_hash        BYTEA  NOT NULL,
    PRIMARY KEY (city_id, consultation_id),
    FOREIGN KEY (city_id, whistle_id) REFERENCES whistles (city_id, whistle_id)
) /*rows*/;
CREATE UNIQUE INDEX consultations_by_number ON consultations (city_id, number);
CREATE INDEX consultations_by_state ON consultations (city_id, state, consultation_id);
CREATE INDEX consultations_by_division ON consultations (city_id, division, consultation_id);

CREATE TABLE consultation_units (
    city_id          BIGINT NOT NULL,
    consultation_id  BYTEA  NOT NULL,
    unit_id          BYTEA  NOT NULL,
    position         BIGINT NOT NULL,
    part             TEXT   NOT NULL,
    said             TEXT,
    said_at          BIGINT,
    PRIMARY KEY (city_id, consultation_id, unit_id),
    FOREIGN KEY (city_id, consultation_id) REFERENCES consultations (city_id, consultation_id)
) /*clustered*/;
CREATE INDEX consultation_units_by_unit ON consultation_units (city_id, unit_id, consultation_id);

CREATE TABLE consultation_cases (
    city_id          BIGINT NOT NULL,
    consultation_id  BYTEA  NOT NULL,
    case_id          BYTEA  NOT NULL,
    PRIMARY KEY (city_id, consultation_id, case_id),
    FOREIGN KEY (city_id, consultation_id) REFERENCES consultations (city_id, consultation_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
CREATE INDEX consultation_cases_by_case ON consultation_cases (city_id, case_id, consultation_id);

CREATE TABLE consultation_events (
    city_id          BIGINT NOT NULL,
    consultation_id  BYTEA  NOT NULL,
    seq              BIGINT NOT NULL,
    action           TEXT   NOT NULL,
    from_state       TEXT,
    to_state         TEXT   NOT NULL,
    at               BIGINT NOT NULL,
    person_id        BYTEA  NOT NULL,
    post_id          BYTEA  NOT NULL,
    unit_id          BYTEA  NOT NULL,
    role             TEXT   NOT NULL,
    is_system        BIGINT NOT NULL,
    particulars      TEXT   NOT NULL,
    prev_hash        BYTEA  NOT NULL,
    hash             BYTEA  NOT NULL,
    PRIMARY KEY (city_id, consultation_id, seq),
    FOREIGN KEY (city_id, consultation_id) REFERENCES consultations (city_id, consultation_id)
) /*clustered*/;
