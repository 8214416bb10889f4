-- What is asked for once: how often matters of a procedure have asked for the same content, whatever the time. Who asks has read the count
-- before looking for another one; who finds it moved looks again, so that of two at the same moment one asks.
CREATE TABLE matter_once (
    city_id    BIGINT NOT NULL,
    procedure  TEXT   NOT NULL,
    -- SHA-256 of the values that are the same.
    same_hash  BYTEA  NOT NULL,
    taken      BIGINT NOT NULL,
    -- Whose transaction moved it last: the rows of one sheet stand in one.
    token      BYTEA  NOT NULL,
    PRIMARY KEY (city_id, procedure, same_hash)
) /*clustered*/;
