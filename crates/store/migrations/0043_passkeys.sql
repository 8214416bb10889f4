-- Passkeys of people: a second factor beside the app, or in its place. public_key as the authenticator wrote it (COSE).
CREATE TABLE passkeys (
    city_id     BIGINT NOT NULL,
    passkey_id  BYTEA  NOT NULL,
    person_id   BYTEA  NOT NULL,
    credential  BYTEA  NOT NULL,
    public_key  BYTEA  NOT NULL,
    counter     BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    added_at    BIGINT NOT NULL,
    used_at     BIGINT,
    PRIMARY KEY (city_id, passkey_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*rows*/;
CREATE UNIQUE INDEX passkeys_by_credential ON passkeys (city_id, credential);
CREATE INDEX passkeys_by_person ON passkeys (city_id, person_id, passkey_id);
