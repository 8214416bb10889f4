-- What becomes of the codes of a category list when a city's own list takes over. A list with a row here is in force only once the row is
-- done: until then it waits, whatever its day.
CREATE TABLE category_leads (
    city_id     BIGINT NOT NULL,
    -- Key and edition of the list that takes over.
    edition     TEXT   NOT NULL,
    -- Which code follows which, what is left out and why, as JSON.
    document    TEXT   NOT NULL,
    saved_at    BIGINT NOT NULL,
    -- Who decided that it takes over, and from which day on.
    post_id     BYTEA,
    on_day      TEXT,
    -- When it took over.
    done_at     BIGINT,
    version     BIGINT NOT NULL,
    PRIMARY KEY (city_id, edition)
) /*rows*/;
-- Editions of a standard whose taking over was told to the units that answer for what changed: once each.
CREATE TABLE standards_told (
    city_id   BIGINT NOT NULL,
    system_id BYTEA  NOT NULL,
    at        BIGINT NOT NULL,
    -- How many units.
    units     BIGINT NOT NULL,
    PRIMARY KEY (city_id, system_id)
) /*clustered*/;
