-- What happens: visits, cases, their photos and their chained events.

CREATE TABLE files (
    city_id      BIGINT NOT NULL,
    file_hash    BYTEA  NOT NULL,
    mime         TEXT   NOT NULL,
    size         BIGINT NOT NULL,
    width        BIGINT NOT NULL,
    height       BIGINT NOT NULL,
    taken_at     TEXT,
    uploaded_at  BIGINT NOT NULL,
    post_id      BYTEA,
    PRIMARY KEY (city_id, file_hash)
) /*clustered*/;

CREATE TABLE visits (
    city_id        BIGINT NOT NULL,
    visit_id       BYTEA  NOT NULL,
    number         BIGINT NOT NULL,
    site_id        BYTEA  NOT NULL,
    site_type      TEXT   NOT NULL,
    division       BIGINT NOT NULL,
    -- The unit that answered for the site on that day; a later change of duty does not move the score.
    unit_id        BYTEA,
    system_id      BYTEA  NOT NULL,
    person_id      BYTEA  NOT NULL,
    post_id        BYTEA  NOT NULL,
    started_at     BIGINT NOT NULL,
    submitted_at   BIGINT NOT NULL,
    met            BIGINT NOT NULL,
    not_met        BIGINT NOT NULL,
    not_applicable BIGINT NOT NULL,
    note           TEXT   NOT NULL,
    PRIMARY KEY (city_id, visit_id)
) /*rows*/;
CREATE UNIQUE INDEX visits_by_number ON visits (city_id, number);
CREATE INDEX visits_by_site ON visits (city_id, site_id, submitted_at);
CREATE INDEX visits_by_time ON visits (city_id, submitted_at);

CREATE TABLE visit_results (
    city_id    BIGINT NOT NULL,
    visit_id   BYTEA  NOT NULL,
    item_code  TEXT   NOT NULL,
    position   BIGINT NOT NULL,
    answer     TEXT   NOT NULL,
    quantity   BIGINT,
    note       TEXT   NOT NULL,
    case_id    BYTEA,
    PRIMARY KEY (city_id, visit_id, item_code),
    FOREIGN KEY (city_id, visit_id) REFERENCES visits (city_id, visit_id)
) /*clustered*/;

CREATE TABLE visit_photos (
    city_id    BIGINT NOT NULL,
    visit_id   BYTEA  NOT NULL,
    item_code  TEXT   NOT NULL,
    position   BIGINT NOT NULL,
    file_hash  BYTEA  NOT NULL,
    PRIMARY KEY (city_id, visit_id, item_code, position),
    FOREIGN KEY (city_id, visit_id) REFERENCES visits (city_id, visit_id)
) /*clustered*/;

CREATE TABLE cases (
    city_id         BIGINT NOT NULL,
    case_id         BYTEA  NOT NULL,
    -- yymmdd and six digits of the day's counter: 261121000041 is shown as 261121-0041.
    number          BIGINT NOT NULL,
    state           TEXT   NOT NULL,
    is_open         BIGINT NOT NULL,
    category        TEXT   NOT NULL,
    limit_kind      TEXT   NOT NULL,
    limit_amount    BIGINT NOT NULL,
    photo_required  BIGINT NOT NULL,
    title           TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    division        BIGINT NOT NULL,
    place           TEXT   NOT NULL,
    lon_e6          BIGINT,
    lat_e6          BIGINT,
    source          TEXT   NOT NULL,
    site_id         BYTEA,
    visit_id        BYTEA,
    item_code       TEXT,
    lead_unit       BYTEA,
    handler         BYTEA,
    reporter_unit   BYTEA,
    reporter_post   BYTEA,
    reported_at     BIGINT NOT NULL,
    filed_at        BIGINT,
    dispatched_at   BIGINT,
    clock_from      BIGINT,
    near_at         BIGINT,
    due_at          BIGINT,
    paused_at       BIGINT,
    handled_at      BIGINT,
    check_passed_at BIGINT,
    closed_at       BIGINT,
    close_reason    TEXT,
    merged_into     BYTEA,
    changed_at      BIGINT NOT NULL,
    dispatch_count  BIGINT NOT NULL,
    rework_count    BIGINT NOT NULL,
    urge_count      BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    head_hash       BYTEA  NOT NULL,
    PRIMARY KEY (city_id, case_id)
) /*rows*/;
CREATE UNIQUE INDEX cases_by_number ON cases (city_id, number);
CREATE INDEX cases_open ON cases (city_id, state, due_at) WHERE is_open = 1;
CREATE INDEX cases_by_due ON cases (city_id, due_at, case_id) WHERE due_at IS NOT NULL;
CREATE INDEX cases_by_lead ON cases (city_id, lead_unit, case_id) WHERE lead_unit IS NOT NULL;
CREATE INDEX cases_by_division ON cases (city_id, division, case_id);
CREATE INDEX cases_by_site ON cases (city_id, site_id, case_id) WHERE site_id IS NOT NULL;

CREATE TABLE case_units (
    city_id  BIGINT NOT NULL,
    case_id  BYTEA  NOT NULL,
    unit_id  BYTEA  NOT NULL,
    PRIMARY KEY (city_id, case_id, unit_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
CREATE INDEX case_units_by_unit ON case_units (city_id, unit_id, case_id);

CREATE TABLE case_photos (
    city_id    BIGINT NOT NULL,
    case_id    BYTEA  NOT NULL,
    position   BIGINT NOT NULL,
    stage      TEXT   NOT NULL,
    file_hash  BYTEA  NOT NULL,
    seq        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (city_id, case_id, position),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
CREATE INDEX case_photos_by_file ON case_photos (city_id, file_hash);

-- One row a transition, each carrying the hash of the one before it.
CREATE TABLE case_events (
    city_id      BIGINT NOT NULL,
    case_id      BYTEA  NOT NULL,
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
    PRIMARY KEY (city_id, case_id, seq),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*rows*/;

-- The nightly digest over the heads of all chains, printed in the daily report.
CREATE TABLE digests (
    city_id  BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    heads    BIGINT NOT NULL,
    digest   BYTEA  NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (city_id, day)
) /*clustered*/;

CREATE TABLE saved_views (
    city_id    BIGINT NOT NULL,
    view_id    BYTEA  NOT NULL,
    post_id    BYTEA  NOT NULL,
    list       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    query      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (city_id, view_id)
) /*rows*/;
CREATE INDEX saved_views_by_post ON saved_views (city_id, post_id, list);
