-- What an import left in the tables of reference data, so that it can be taken back while nothing has been built on it.
CREATE TABLE import_rows (
    city_id    BIGINT NOT NULL,
    import_id  BYTEA  NOT NULL,
    -- In the order in which they were written.
    position   BIGINT NOT NULL,
    table_name TEXT   NOT NULL,
    -- What people call the row.
    label      TEXT   NOT NULL,
    -- The cells of the row's key behind the city, as JSON.
    row_key    TEXT   NOT NULL,
    -- The row before the import, as JSON; missing where the import added it.
    before_row TEXT,
    -- SHA-256 of the row as the import left it.
    after_hash BYTEA  NOT NULL,
    PRIMARY KEY (city_id, import_id, position),
    FOREIGN KEY (city_id, import_id) REFERENCES imports (city_id, import_id)
) /*clustered*/;

ALTER TABLE imports ADD COLUMN taken_back_at BIGINT;
ALTER TABLE imports ADD COLUMN taken_back_by BYTEA;
