-- Rows at which a job of the server's own failed and without which it went on; gone when a run gets past them.
CREATE TABLE job_faults (
    city_id   BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    -- How people name the row: the number of a case.
    row_key   TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    times     BIGINT NOT NULL,
    first_at  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    PRIMARY KEY (city_id, kind, row_key)
) /*clustered*/;
