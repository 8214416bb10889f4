-- A year is closed: which matter goes on in the next one as which, also over several years.
CREATE TABLE matter_carried (
    city_id    BIGINT NOT NULL,
    -- The one that goes on.
    matter_id  BYTEA  NOT NULL,
    -- One that it was before.
    before_id  BYTEA  NOT NULL,
    -- 1: the one right before.
    is_last    BIGINT NOT NULL,
    -- The year that was closed.
    year       BIGINT NOT NULL,
    PRIMARY KEY (city_id, matter_id, before_id),
    FOREIGN KEY (city_id, matter_id) REFERENCES matters (city_id, matter_id),
    FOREIGN KEY (city_id, before_id) REFERENCES matters (city_id, matter_id)
) /*clustered*/;
-- A matter goes on once.
CREATE UNIQUE INDEX matter_carried_once ON matter_carried (city_id, before_id) WHERE is_last = 1;
CREATE INDEX matter_carried_by_before ON matter_carried (city_id, before_id);
