-- 任务: what comes after what, and what comes again by the calendar.

-- A matter that comes after another one, by the number of that one; rewritten when what was entered changes.
CREATE TABLE matter_links (
    city_id       BIGINT NOT NULL,
    matter_id     BYTEA  NOT NULL,
    -- yymmdd and six digits, as matters have it.
    after_number  BIGINT NOT NULL,
    PRIMARY KEY (city_id, matter_id, after_number),
    FOREIGN KEY (city_id, matter_id) REFERENCES matters (city_id, matter_id)
) /*clustered*/;
CREATE INDEX matter_links_by_number ON matter_links (city_id, after_number, matter_id);

-- When the sweep begins the next one after a matter: from which day they are counted, and the how many-th that matter is.
CREATE TABLE matter_repeats (
    city_id    BIGINT NOT NULL,
    matter_id  BYTEA  NOT NULL,
    next_at    BIGINT NOT NULL,
    anchor     TEXT   NOT NULL,
    counted    BIGINT NOT NULL,
    PRIMARY KEY (city_id, matter_id),
    FOREIGN KEY (city_id, matter_id) REFERENCES matters (city_id, matter_id)
) /*clustered*/;
CREATE INDEX matter_repeats_due ON matter_repeats (city_id, next_at, matter_id);

-- The calendar of what is open.
CREATE INDEX matters_by_due ON matters (city_id, due_at, matter_id) WHERE is_open = 1 AND due_at IS NOT NULL;
