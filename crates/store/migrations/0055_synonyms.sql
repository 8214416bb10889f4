-- A city's own words: what its sheets and people call a unit, a division, a kind of site.
CREATE TABLE synonyms (
    city_id   BIGINT NOT NULL,
    -- What is meant: unit, division, site_type and so on.
    sort      TEXT   NOT NULL,
    -- The text as it is compared: narrow, without blanks, in small letters.
    looks     TEXT   NOT NULL,
    -- The text as somebody wrote it.
    written   TEXT   NOT NULL,
    code      TEXT   NOT NULL,
    person_id BYTEA,
    at        BIGINT NOT NULL,
    PRIMARY KEY (city_id, sort, looks)
) /*clustered*/;

-- How a list of a kind is read, under a name, for the next file of the same make.
CREATE TABLE readings (
    city_id   BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    document  TEXT   NOT NULL,
    person_id BYTEA,
    at        BIGINT NOT NULL,
    PRIMARY KEY (city_id, kind, name)
) /*clustered*/;

-- What was said of a file between the look at it and its import, and the plan that was shown.
ALTER TABLE import_drafts ADD COLUMN reading TEXT;
ALTER TABLE import_drafts ADD COLUMN plan    BYTEA;
