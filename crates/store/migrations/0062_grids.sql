-- Grids (网格): parts of towns and villages, each with the post whose holder walks it.
CREATE TABLE grids (
    city_id   BIGINT NOT NULL,
    code      TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    -- In which it lies, padded to twelve digits.
    division  BIGINT NOT NULL,
    staff     BYTEA,
    -- A GeoJSON geometry; NULL where it is not drawn.
    geometry  TEXT,
    version   BIGINT NOT NULL,
    PRIMARY KEY (city_id, code)
) /*rows*/;
