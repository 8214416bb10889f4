-- Sign-in through the city's own directory: who somebody is there. Nobody is found by a mail address or a name.
CREATE TABLE directory_links (
    city_id    BIGINT NOT NULL,
    person_id  BYTEA  NOT NULL,
    issuer     TEXT   NOT NULL,
    claim      TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    linked_by  BYTEA,
    linked_at  BIGINT NOT NULL,
    PRIMARY KEY (city_id, person_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*rows*/;
CREATE UNIQUE INDEX directory_links_by_subject ON directory_links (city_id, issuer, claim, subject);

-- Since when somebody is linked (NULL: they are not).
ALTER TABLE people ADD COLUMN directory_at BIGINT;

-- 1: it was begun through the directory, so that the age of a password does not matter to it.
ALTER TABLE sessions ADD COLUMN by_directory BIGINT NOT NULL DEFAULT 0;
