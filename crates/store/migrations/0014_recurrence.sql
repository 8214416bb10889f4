-- 顽疾与激增: what the job has seen of each case, what came back at one place, and where there are more than usual.

-- A case as the job took it up, with the keys of its place. Intake writes nothing here.
CREATE TABLE recurrence_cases (
    city_id      BIGINT NOT NULL,
    case_id      BYTEA  NOT NULL,
    -- The category that it is looked up by; where the case has another by now, it is looked at again.
    category     TEXT   NOT NULL,
    site_id      BYTEA,
    -- The cell of the grid that its position lies in.
    cell         BIGINT,
    division     BIGINT NOT NULL,
    place_key    TEXT   NOT NULL,
    reported_at  BIGINT NOT NULL,
    -- 0: whether something came back with it is still to be looked at.
    looked       BIGINT NOT NULL,
    PRIMARY KEY (city_id, case_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*rows*/;
CREATE INDEX recurrence_cases_waiting ON recurrence_cases (city_id, case_id) WHERE looked = 0;
CREATE INDEX recurrence_cases_by_cell ON recurrence_cases (city_id, category, cell) WHERE cell IS NOT NULL;
CREATE INDEX recurrence_cases_by_site ON recurrence_cases (city_id, category, site_id) WHERE site_id IS NOT NULL;
CREATE INDEX recurrence_cases_by_place ON recurrence_cases (city_id, category, division, place_key);

CREATE TABLE chronic_problems (
    city_id       BIGINT NOT NULL,
    chronic_id    BYTEA  NOT NULL,
    -- yymmdd and six digits of the day's counter: 261122000001 is shown as R261122-0001.
    number        BIGINT NOT NULL,
    state         TEXT   NOT NULL,
    is_open       BIGINT NOT NULL,
    category      TEXT   NOT NULL,
    division      BIGINT NOT NULL,
    place         TEXT   NOT NULL,
    site_id       BYTEA,
    lon_e6        BIGINT,
    lat_e6        BIGINT,
    unit_id       BYTEA,
    -- How many times its cases were: reports close together are one time.
    times         BIGINT NOT NULL,
    found_at      BIGINT NOT NULL,
    confirmed_at  BIGINT,
    plan_due_at   BIGINT,
    measures      TEXT,
    end_on        TEXT,
    -- The planned days, parted by blanks.
    look_days     TEXT   NOT NULL,
    approved_at   BIGINT,
    done_at       BIGINT,
    ended_at      BIGINT,
    recurrences   BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    head_hash     BYTEA  NOT NULL,
    PRIMARY KEY (city_id, chronic_id)
) /*rows*/;
CREATE UNIQUE INDEX chronic_problems_by_number ON chronic_problems (city_id, number);
CREATE INDEX chronic_problems_open ON chronic_problems (city_id, state, chronic_id) WHERE is_open = 1;
CREATE INDEX chronic_problems_by_unit ON chronic_problems (city_id, unit_id, chronic_id) WHERE unit_id IS NOT NULL;
CREATE INDEX chronic_problems_by_division ON chronic_problems (city_id, division, chronic_id);

-- A case belongs to one problem at most: the key refuses a second, so that a problem is found once.
CREATE TABLE chronic_cases (
    city_id      BIGINT NOT NULL,
    case_id      BYTEA  NOT NULL,
    chronic_id   BYTEA  NOT NULL,
    -- Which time it is at its place, from 1; 0: the problem was dismissed.
    nth          BIGINT NOT NULL,
    reported_at  BIGINT NOT NULL,
    PRIMARY KEY (city_id, case_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id),
    FOREIGN KEY (city_id, chronic_id) REFERENCES chronic_problems (city_id, chronic_id)
) /*clustered*/;
CREATE INDEX chronic_cases_by_problem ON chronic_cases (city_id, chronic_id, reported_at, case_id);

-- Looks after the work of the round that runs.
CREATE TABLE chronic_looks (
    city_id     BIGINT NOT NULL,
    chronic_id  BYTEA  NOT NULL,
    at          BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    clean       BIGINT NOT NULL,
    said        TEXT   NOT NULL,
    position    BIGINT NOT NULL,
    PRIMARY KEY (city_id, chronic_id, position),
    FOREIGN KEY (city_id, chronic_id) REFERENCES chronic_problems (city_id, chronic_id)
) /*clustered*/;

CREATE TABLE chronic_events (
    city_id      BIGINT NOT NULL,
    chronic_id   BYTEA  NOT NULL,
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
    PRIMARY KEY (city_id, chronic_id, seq),
    FOREIGN KEY (city_id, chronic_id) REFERENCES chronic_problems (city_id, chronic_id)
) /*clustered*/;

-- Reports by day, of a town or street (kind place) and of a category.
CREATE TABLE surge_days (
    city_id  BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    day      TEXT   NOT NULL,
    n        BIGINT NOT NULL,
    PRIMARY KEY (city_id, kind, subject, day)
) /*clustered*/;
CREATE INDEX surge_days_by_day ON surge_days (city_id, day);

CREATE TABLE surge_alarms (
    city_id      BIGINT NOT NULL,
    alarm_id     BYTEA  NOT NULL,
    kind         TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    -- Reports of the seven days, of the weeks before, how many weeks these were, and the count from which it surges.
    last         BIGINT NOT NULL,
    earlier      BIGINT NOT NULL,
    weeks        BIGINT NOT NULL,
    line         BIGINT NOT NULL,
    raised_at    BIGINT NOT NULL,
    -- The rise is over, and the next one is alarmed again.
    over_at      BIGINT,
    -- What was done about it, and by which unit.
    answer       TEXT,
    answered_at  BIGINT,
    unit_id      BYTEA,
    PRIMARY KEY (city_id, alarm_id)
) /*rows*/;
-- One alarm a rise, whoever looks at the same time.
CREATE UNIQUE INDEX surge_alarms_raised ON surge_alarms (city_id, kind, subject) WHERE over_at IS NULL;
CREATE INDEX surge_alarms_unanswered ON surge_alarms (city_id, alarm_id) WHERE answered_at IS NULL;
