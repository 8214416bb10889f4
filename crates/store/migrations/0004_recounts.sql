-- What a change of the working calendar did to the deadlines that were running.

CREATE TABLE recounts (
    city_id     BIGINT NOT NULL,
    recount_id  BYTEA  NOT NULL,
    -- What was changed: a day, or the file that was imported.
    cause       TEXT   NOT NULL,
    post_id     BYTEA  NOT NULL,
    begun_at    BIGINT NOT NULL,
    -- Missing: the process ended in the middle, and the next one goes on.
    finished_at BIGINT,
    running     BIGINT NOT NULL,
    earlier     BIGINT NOT NULL,
    later       BIGINT NOT NULL,
    PRIMARY KEY (city_id, recount_id)
) /*rows*/;
CREATE INDEX recounts_unfinished ON recounts (city_id, begun_at) WHERE finished_at IS NULL;

CREATE TABLE recount_cases (
    city_id     BIGINT NOT NULL,
    recount_id  BYTEA  NOT NULL,
    case_id     BYTEA  NOT NULL,
    due_before  BIGINT NOT NULL,
    due_after   BIGINT NOT NULL,
    PRIMARY KEY (city_id, recount_id, case_id),
    FOREIGN KEY (city_id, recount_id) REFERENCES recounts (city_id, recount_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
