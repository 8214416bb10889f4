-- The passwords that a person had before the one in use, so that a new one is none of them. former_id sorts by time.
CREATE TABLE former_passwords (
    city_id        BIGINT NOT NULL,
    person_id      BYTEA  NOT NULL,
    former_id      BYTEA  NOT NULL,
    password_hash  TEXT   NOT NULL,
    PRIMARY KEY (city_id, person_id, former_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*clustered*/;
