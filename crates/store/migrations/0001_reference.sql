-- What a city works by: its divisions, calendar, standards, categories, units, duties and sites.
-- city_id (integer division code) leads every key, so that one database serves many cities and a province can
-- distribute by it. Times are microseconds UTC, days are text such as 2026-06-11, ids are sixteen bytes (UUIDv7).

CREATE TABLE cities (
    city_id        BIGINT NOT NULL,
    code           TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    name_en        TEXT   NOT NULL,
    zone           TEXT   NOT NULL,
    -- Moves with every change of reference data; a server that sees it move loads the city's model anew.
    model_version  BIGINT NOT NULL,
    demonstration  BIGINT NOT NULL,
    founded_at     BIGINT NOT NULL,
    PRIMARY KEY (city_id)
) /*clustered*/;

CREATE TABLE settings (
    city_id        BIGINT NOT NULL,
    key            TEXT   NOT NULL,
    document       TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    effective_from TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (city_id, key)
) /*clustered*/;

-- Codes are padded to twelve digits, so that everything below a division is one range of codes.
CREATE TABLE divisions (
    city_id   BIGINT NOT NULL,
    code      BIGINT NOT NULL,
    level     TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    parent    BIGINT,
    edition   TEXT   NOT NULL,
    PRIMARY KEY (city_id, code)
) /*clustered*/;

CREATE TABLE outlines (
    city_id   BIGINT NOT NULL,
    code      BIGINT NOT NULL,
    geometry  TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    PRIMARY KEY (city_id, code)
) /*clustered*/;

CREATE TABLE calendar_days (
    city_id   BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    PRIMARY KEY (city_id, day)
) /*clustered*/;

-- An evaluation system in one version, whole: its tree, site types, check items, survey items and presets.
CREATE TABLE systems (
    city_id        BIGINT NOT NULL,
    system_id      BYTEA  NOT NULL,
    key            TEXT   NOT NULL,
    edition        TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    status         TEXT   NOT NULL,
    effective_from TEXT   NOT NULL,
    document       TEXT   NOT NULL,
    changed_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (city_id, system_id)
) /*rows*/;
CREATE UNIQUE INDEX systems_by_key ON systems (city_id, key, edition);

CREATE TABLE category_sets (
    city_id        BIGINT NOT NULL,
    set_id         BYTEA  NOT NULL,
    key            TEXT   NOT NULL,
    edition        TEXT   NOT NULL,
    effective_from TEXT   NOT NULL,
    document       TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (city_id, set_id)
) /*rows*/;
CREATE UNIQUE INDEX category_sets_by_key ON category_sets (city_id, key, edition);

CREATE TABLE units (
    city_id      BIGINT NOT NULL,
    unit_id      BYTEA  NOT NULL,
    code         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    name_en      TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    parent       BYTEA,
    division     BIGINT,
    valid_from   TEXT   NOT NULL,
    valid_until  TEXT,
    version      BIGINT NOT NULL,
    PRIMARY KEY (city_id, unit_id),
    FOREIGN KEY (city_id, parent) REFERENCES units (city_id, unit_id)
) /*rows*/;
CREATE UNIQUE INDEX units_by_code ON units (city_id, code, valid_from);

-- Who answers for a node of a standard: lead, responsible, assist.
CREATE TABLE responsibilities (
    city_id    BIGINT NOT NULL,
    system_id  BYTEA  NOT NULL,
    node_code  TEXT   NOT NULL,
    unit_id    BYTEA  NOT NULL,
    duty       TEXT   NOT NULL,
    PRIMARY KEY (city_id, system_id, node_code, unit_id),
    FOREIGN KEY (city_id, system_id) REFERENCES systems (city_id, system_id),
    FOREIGN KEY (city_id, unit_id) REFERENCES units (city_id, unit_id)
) /*clustered*/;

-- Who answers for a kind of problem at a place: the territory unit (属地) and the line unit (属事). The nearest
-- division upwards that has a row decides; category '*' stands for every category.
CREATE TABLE duty_matrix (
    city_id        BIGINT NOT NULL,
    division       BIGINT NOT NULL,
    category       TEXT   NOT NULL,
    territory_unit BYTEA,
    line_unit      BYTEA,
    valid_from     TEXT   NOT NULL,
    PRIMARY KEY (city_id, division, category)
) /*clustered*/;

CREATE TABLE sites (
    city_id      BIGINT NOT NULL,
    site_id      BYTEA  NOT NULL,
    number       BIGINT NOT NULL,
    site_type    TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    name_en      TEXT   NOT NULL,
    generated    BIGINT NOT NULL,
    division     BIGINT NOT NULL,
    lon_e6       BIGINT,
    lat_e6       BIGINT,
    unit_id      BYTEA,
    holder_post  BYTEA,
    deputy_post  BYTEA,
    active       BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (city_id, site_id)
) /*rows*/;
CREATE UNIQUE INDEX sites_by_number ON sites (city_id, number);
CREATE INDEX sites_by_division ON sites (city_id, division, number);
CREATE INDEX sites_by_type ON sites (city_id, site_type, number);

CREATE TABLE imports (
    city_id     BIGINT NOT NULL,
    import_id   BYTEA  NOT NULL,
    kind        TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    file_hash   BYTEA  NOT NULL,
    rows_read   BIGINT NOT NULL,
    added       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    person_id   BYTEA,
    at          BIGINT NOT NULL,
    PRIMARY KEY (city_id, import_id)
) /*rows*/;

-- A file between the look at it and its import; gone after the import or after an hour.
CREATE TABLE import_drafts (
    city_id     BIGINT NOT NULL,
    draft_id    BYTEA  NOT NULL,
    person_id   BYTEA  NOT NULL,
    kind        TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    content     BYTEA  NOT NULL,
    datum       TEXT,
    at          BIGINT NOT NULL,
    PRIMARY KEY (city_id, draft_id)
) /*rows*/;
