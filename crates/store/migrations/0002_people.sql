-- Who may do what, and the trace of who did.

CREATE TABLE people (
    city_id          BIGINT NOT NULL,
    person_id        BYTEA  NOT NULL,
    login            TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    password_hash    TEXT   NOT NULL,
    password_set_at  BIGINT NOT NULL,
    must_change      BIGINT NOT NULL,
    failures         BIGINT NOT NULL,
    last_failure_at  BIGINT,
    disabled_at      BIGINT,
    last_seen_at     BIGINT,
    lang             TEXT   NOT NULL,
    large_type       BIGINT NOT NULL,
    dark             BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    PRIMARY KEY (city_id, person_id)
) /*rows*/;
CREATE UNIQUE INDEX people_by_login ON people (city_id, login);

CREATE TABLE posts (
    city_id      BIGINT NOT NULL,
    post_id      BYTEA  NOT NULL,
    person_id    BYTEA  NOT NULL,
    unit_id      BYTEA  NOT NULL,
    role         TEXT   NOT NULL,
    title        TEXT   NOT NULL,
    deputy_of    BYTEA,
    valid_from   TEXT   NOT NULL,
    valid_until  TEXT,
    version      BIGINT NOT NULL,
    PRIMARY KEY (city_id, post_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id),
    FOREIGN KEY (city_id, unit_id) REFERENCES units (city_id, unit_id)
) /*rows*/;
CREATE INDEX posts_by_person ON posts (city_id, person_id);
CREATE INDEX posts_by_unit ON posts (city_id, unit_id);

-- Only the hash of a session's secret is kept.
CREATE TABLE sessions (
    city_id      BIGINT NOT NULL,
    secret_hash  BYTEA  NOT NULL,
    person_id    BYTEA  NOT NULL,
    post_id      BYTEA,
    created_at   BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (city_id, secret_hash)
) /*clustered*/;
CREATE INDEX sessions_by_person ON sessions (city_id, person_id);

CREATE TABLE api_tokens (
    city_id      BIGINT NOT NULL,
    token_id     BYTEA  NOT NULL,
    secret_hash  BYTEA  NOT NULL,
    post_id      BYTEA  NOT NULL,
    name         TEXT   NOT NULL,
    scopes       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT,
    PRIMARY KEY (city_id, token_id)
) /*rows*/;
CREATE UNIQUE INDEX api_tokens_by_secret ON api_tokens (city_id, secret_hash);

-- Sign-ins, refusals, sensitive reads and every change outside a case's own chain. Append only.
CREATE TABLE access_log (
    city_id     BIGINT NOT NULL,
    entry_id    BYTEA  NOT NULL,
    at          BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    person_id   BYTEA,
    post_id     BYTEA,
    subject     TEXT   NOT NULL,
    outcome     TEXT   NOT NULL,
    particulars TEXT   NOT NULL,
    PRIMARY KEY (city_id, entry_id)
) /*rows*/;
CREATE INDEX access_log_by_kind ON access_log (city_id, kind, entry_id);

-- A request that carries a key is carried out once; a resend gets the first answer.
CREATE TABLE requests (
    city_id     BIGINT NOT NULL,
    request_key TEXT   NOT NULL,
    action      TEXT   NOT NULL,
    answer      TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (city_id, request_key)
) /*rows*/;

CREATE TABLE counters (
    city_id  BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    next     BIGINT NOT NULL,
    PRIMARY KEY (city_id, name)
) /*clustered*/;
