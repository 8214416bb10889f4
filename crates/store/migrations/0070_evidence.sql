-- The evidence store: what is told of a file that lies on the shelf, once for each content.
CREATE TABLE evidence (
    city_id            BIGINT NOT NULL,
    evidence_id        BYTEA  NOT NULL,
    number             BIGINT NOT NULL,
    file_hash          BYTEA  NOT NULL,
    file_name          TEXT   NOT NULL,
    kind               TEXT   NOT NULL,
    caption            TEXT   NOT NULL,
    day                TEXT   NOT NULL,
    place              TEXT   NOT NULL,
    site_id            BYTEA,
    division           BIGINT,
    lon_e6             BIGINT,
    lat_e6             BIGINT,
    people             TEXT   NOT NULL,
    source             TEXT   NOT NULL,
    press_title        TEXT,
    press_paper        TEXT,
    press_author       TEXT,
    press_photographer TEXT,
    -- Pages of a PDF.
    pages              BIGINT,
    -- Some of its text was not read.
    is_partial         BIGINT NOT NULL,
    -- Who keeps it: the unit and the post that brought it.
    unit_id            BYTEA  NOT NULL,
    post_id            BYTEA  NOT NULL,
    added_at           BIGINT NOT NULL,
    -- Taken out of the store; its content stays on the shelf, and comes back when somebody brings it again.
    removed_at         BIGINT,
    version            BIGINT NOT NULL,
    PRIMARY KEY (city_id, evidence_id),
    FOREIGN KEY (city_id, file_hash) REFERENCES files (city_id, file_hash)
) /*clustered*/;
CREATE UNIQUE INDEX evidence_by_number ON evidence (city_id, number);
CREATE UNIQUE INDEX evidence_by_file ON evidence (city_id, file_hash);
CREATE INDEX evidence_by_unit ON evidence (city_id, unit_id, evidence_id);

-- The text of a document, apart, so that lists do not read past it.
CREATE TABLE evidence_texts (
    city_id     BIGINT NOT NULL,
    evidence_id BYTEA  NOT NULL,
    text        TEXT   NOT NULL,
    PRIMARY KEY (city_id, evidence_id),
    FOREIGN KEY (city_id, evidence_id) REFERENCES evidence (city_id, evidence_id)
) /*clustered*/;

CREATE TABLE evidence_tags (
    city_id     BIGINT NOT NULL,
    evidence_id BYTEA  NOT NULL,
    tag         TEXT   NOT NULL,
    PRIMARY KEY (city_id, evidence_id, tag),
    FOREIGN KEY (city_id, evidence_id) REFERENCES evidence (city_id, evidence_id)
) /*clustered*/;
CREATE INDEX evidence_tags_by_tag ON evidence_tags (city_id, tag, evidence_id);

-- What uses an item: a case, an inspection, a matter, by its number as people write it.
CREATE TABLE evidence_uses (
    city_id     BIGINT NOT NULL,
    evidence_id BYTEA  NOT NULL,
    used_by     TEXT   NOT NULL,
    used_number TEXT   NOT NULL,
    post_id     BYTEA  NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (city_id, evidence_id, used_by, used_number),
    FOREIGN KEY (city_id, evidence_id) REFERENCES evidence (city_id, evidence_id)
) /*clustered*/;
CREATE INDEX evidence_uses_by_user ON evidence_uses (city_id, used_by, used_number);

-- A city's own campaigns beside those that ship.
CREATE TABLE evidence_campaigns (
    city_id   BIGINT NOT NULL,
    code      TEXT   NOT NULL,
    name_zh   TEXT   NOT NULL,
    name_en   TEXT   NOT NULL,
    since     TEXT   NOT NULL,
    source_zh TEXT   NOT NULL,
    source_en TEXT   NOT NULL,
    PRIMARY KEY (city_id, code)
) /*clustered*/;

-- The index of the search, of each engine's own kind, as that of cases.
--postgres CREATE TABLE evidence_search (
--postgres     city_id BIGINT NOT NULL,
--postgres     number  BIGINT NOT NULL,
--postgres     words   TSVECTOR NOT NULL,
--postgres     PRIMARY KEY (city_id, number)
--postgres );
--postgres CREATE INDEX evidence_search_words ON evidence_search USING gin (words);
--sqlite CREATE VIRTUAL TABLE evidence_search USING fts5 (
--sqlite     words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0'
--sqlite );
