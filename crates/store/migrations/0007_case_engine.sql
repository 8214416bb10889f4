-- What stands beside the way of a case from report to closing: requests that wait, extensions, hangs, supervision, appeals.

ALTER TABLE cases ADD COLUMN asked_what      TEXT;
ALTER TABLE cases ADD COLUMN asked_kind      TEXT;
ALTER TABLE cases ADD COLUMN asked_until     BIGINT;
ALTER TABLE cases ADD COLUMN asked_at        BIGINT;
ALTER TABLE cases ADD COLUMN asked_unit      BYTEA;
-- Extensions of the clock that runs now, and of the whole case.
ALTER TABLE cases ADD COLUMN extended        BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN extension_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN hang_kind       TEXT;
ALTER TABLE cases ADD COLUMN hang_until      BIGINT;
ALTER TABLE cases ADD COLUMN hang_count      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN supervised      TEXT;
ALTER TABLE cases ADD COLUMN supervised_at   BIGINT;
ALTER TABLE cases ADD COLUMN reply_required  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN replied_at      BIGINT;
ALTER TABLE cases ADD COLUMN designated      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN returned_by     BYTEA;
ALTER TABLE cases ADD COLUMN verified        BIGINT;
ALTER TABLE cases ADD COLUMN exempt          BIGINT NOT NULL DEFAULT 0;
-- How many rows the case has in case_pleas and case_pauses: most have none, and nobody has to ask.
ALTER TABLE cases ADD COLUMN side_rows       BIGINT NOT NULL DEFAULT 0;

CREATE INDEX cases_by_hang ON cases (city_id, hang_until, case_id) WHERE hang_until IS NOT NULL;
CREATE INDEX cases_supervised ON cases (city_id, case_id) WHERE supervised IS NOT NULL;
CREATE INDEX cases_asked ON cases (city_id, case_id) WHERE asked_what IS NOT NULL;

-- Objections and appeals, one of each for a unit and a case.
CREATE TABLE case_pleas (
    city_id  BIGINT NOT NULL,
    case_id  BYTEA  NOT NULL,
    topic    TEXT   NOT NULL,
    unit_id  BYTEA  NOT NULL,
    PRIMARY KEY (city_id, case_id, topic, unit_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;

-- In which the clock that runs now stood still before.
CREATE TABLE case_pauses (
    city_id     BIGINT NOT NULL,
    case_id     BYTEA  NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT NOT NULL,
    PRIMARY KEY (city_id, case_id, from_at),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
