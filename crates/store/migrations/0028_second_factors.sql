-- A second factor: the secret that the person's app holds, and since when it is asked for at every sign-in (NULL: it is not yet).
ALTER TABLE people ADD COLUMN second_factor_at BIGINT;

-- last_step: the newest half minute whose code was used; no code is taken twice.
CREATE TABLE second_factors (
    city_id    BIGINT NOT NULL,
    person_id  BYTEA  NOT NULL,
    secret     BYTEA  NOT NULL,
    last_step  BIGINT NOT NULL,
    PRIMARY KEY (city_id, person_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*clustered*/;

-- Codes for whoever has lost the app. A used one is removed.
CREATE TABLE recovery_codes (
    city_id    BIGINT NOT NULL,
    person_id  BYTEA  NOT NULL,
    code_hash  BYTEA  NOT NULL,
    PRIMARY KEY (city_id, person_id, code_hash),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*clustered*/;
