-- What the server does by itself, and what it tells people.

-- When the sweep looks at a case next. A save of the case that moves its clock writes the row in its own transaction.
CREATE TABLE due_steps (
    city_id     BIGINT NOT NULL,
    case_id     BYTEA  NOT NULL,
    -- Missing: the top of the ladder is reached.
    look_at     BIGINT,
    -- The clock that is counted; a dispatch, a rework and a reopening begin another one.
    clock_from  BIGINT NOT NULL,
    -- Levels of the ladder that this clock has reached.
    reached     BIGINT NOT NULL,
    -- The unit whose clock it is, and `reached` while the clock runs: what stands first in its to-do.
    unit_id     BYTEA,
    climbed     BIGINT NOT NULL,
    -- The version of the case whose save wrote the row last.
    version     BIGINT NOT NULL,
    PRIMARY KEY (city_id, case_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*rows*/;
CREATE INDEX due_steps_climbed ON due_steps (city_id, unit_id, climbed) WHERE climbed > 0;
CREATE INDEX due_steps_by_time ON due_steps (city_id, look_at, case_id) WHERE look_at IS NOT NULL;

INSERT INTO due_steps (city_id, case_id, look_at, clock_from, reached, unit_id, climbed, version)
SELECT city_id, case_id, near_at, clock_from, 0, lead_unit, 0, version
FROM cases
WHERE is_open = 1 AND state IN ('dispatched', 'handling') AND clock_from IS NOT NULL AND near_at IS NOT NULL AND paused_at IS NULL;

-- A level reached, once a clock: the key says so.
CREATE TABLE escalations (
    city_id     BIGINT NOT NULL,
    case_id     BYTEA  NOT NULL,
    clock_from  BIGINT NOT NULL,
    level       BIGINT NOT NULL,
    rung        TEXT   NOT NULL,
    unit_id     BYTEA  NOT NULL,
    -- When the share of the limit was used, and when the sweep came to it.
    reached_at  BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    PRIMARY KEY (city_id, case_id, clock_from, level),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
CREATE INDEX escalations_by_time ON escalations (city_id, at);

CREATE TABLE absences (
    city_id     BIGINT NOT NULL,
    absence_id  BYTEA  NOT NULL,
    person_id   BYTEA  NOT NULL,
    first_day   TEXT   NOT NULL,
    -- The last day away.
    last_day    TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    PRIMARY KEY (city_id, absence_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*rows*/;
CREATE INDEX absences_by_person ON absences (city_id, person_id, first_day);
CREATE INDEX absences_by_day ON absences (city_id, last_day);

CREATE TABLE jobs (
    city_id      BIGINT NOT NULL,
    job_id       BYTEA  NOT NULL,
    kind         TEXT   NOT NULL,
    -- What it is about; the same work is not put down twice.
    job_key      TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    run_at       BIGINT NOT NULL,
    -- How long after it was put down or tried it was to wait: a clock that is set back does not make it wait longer.
    wait         BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    lease_owner  TEXT,
    lease_until  BIGINT,
    last_error   TEXT   NOT NULL,
    made_at      BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    PRIMARY KEY (city_id, job_id)
) /*rows*/;
CREATE UNIQUE INDEX jobs_by_key ON jobs (city_id, kind, job_key);
CREATE INDEX jobs_by_time ON jobs (city_id, state, run_at, job_id);

-- What a recurring job did last: the day that is done, or the figures of a run.
CREATE TABLE job_marks (
    city_id  BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    mark     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    figures  TEXT   NOT NULL,
    PRIMARY KEY (city_id, kind)
) /*clustered*/;

-- The inbox of people, and of webhooks, which take theirs out as well.
CREATE TABLE notices (
    city_id    BIGINT NOT NULL,
    notice_id  BYTEA  NOT NULL,
    -- person, hook
    receiver_kind TEXT NOT NULL,
    receiver   BYTEA  NOT NULL,
    kind       TEXT   NOT NULL,
    urgent     BIGINT NOT NULL,
    facts      TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    read_at    BIGINT,
    -- When it was handed to the receiver's channels, or found to want none.
    passed_at  BIGINT,
    PRIMARY KEY (city_id, notice_id)
) /*rows*/;
CREATE INDEX notices_by_receiver ON notices (city_id, receiver, notice_id);
CREATE INDEX notices_unread ON notices (city_id, receiver) WHERE read_at IS NULL;
CREATE INDEX notices_to_pass ON notices (city_id, notice_id) WHERE passed_at IS NULL;

-- One mail or one message to a webhook, with its text as it is sent at every try.
CREATE TABLE deliveries (
    city_id      BIGINT NOT NULL,
    delivery_id  BYTEA  NOT NULL,
    -- mail, webhook
    channel      TEXT   NOT NULL,
    receiver     BYTEA  NOT NULL,
    subject      TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    urgent       BIGINT NOT NULL,
    notices      BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    sent_at      BIGINT,
    -- Why it will never be sent: dropped by hand, address gone.
    dropped      TEXT,
    PRIMARY KEY (city_id, delivery_id)
) /*rows*/;
CREATE INDEX deliveries_by_receiver ON deliveries (city_id, receiver, delivery_id);

CREATE TABLE notice_preferences (
    city_id    BIGINT NOT NULL,
    person_id  BYTEA  NOT NULL,
    document   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (city_id, person_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*clustered*/;

-- Addresses that the city's messages are pushed to: a group's robot, another system.
CREATE TABLE hooks (
    city_id      BIGINT NOT NULL,
    hook_id      BYTEA  NOT NULL,
    name         TEXT   NOT NULL,
    -- signed, wecom, dingtalk
    style        TEXT   NOT NULL,
    -- With its key, which no page shows again.
    url          TEXT   NOT NULL,
    -- The name of the secret in config.toml; empty where the receiver asks for none.
    secret_name  TEXT   NOT NULL,
    -- Codes of kinds, parted by blanks.
    kinds        TEXT   NOT NULL,
    -- Only what concerns this unit and those below it.
    unit_id      BYTEA,
    lang         TEXT   NOT NULL,
    made_at      BIGINT NOT NULL,
    ended_at     BIGINT,
    PRIMARY KEY (city_id, hook_id)
) /*rows*/;
