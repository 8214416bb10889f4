-- What servers over one database tell each other. News are written by the transaction of the change itself, with the next number of the
-- city, so that their order is that of the commits; each server forgets what they name. The newest thousand are kept.
ALTER TABLE cities ADD COLUMN news BIGINT NOT NULL DEFAULT 0;
CREATE TABLE news (
    city_id  BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    -- session or person.
    kind     TEXT   NOT NULL,
    -- Hash of a session's or token's secret in hexadecimal, or id of a person.
    subject  TEXT   NOT NULL,
    PRIMARY KEY (city_id, number)
) /*clustered*/;

-- Servers that are there, and how often figures of cases changed on each: whoever sees a count move takes the own figures anew.
CREATE TABLE nodes (
    city_id  BIGINT NOT NULL,
    node     TEXT   NOT NULL,
    -- Cases reported, and everything else that changes figures.
    reports  BIGINT NOT NULL,
    changes  BIGINT NOT NULL,
    -- Tells whether servers hold the same keys, and nothing of the keys.
    keys     TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (city_id, node)
) /*clustered*/;
