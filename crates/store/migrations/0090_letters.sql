-- 责任书: keys with which the heads of units sign, and where a printed code leads.

-- The keys of a post for an algorithm; the one with the highest number signs. A second one is made where vault.key was lost, with which the
-- secret half is sealed and which lies outside of the database; what was signed by the first is checked by that.
CREATE TABLE head_keys (
    city_id     BIGINT NOT NULL,
    post_id     BYTEA  NOT NULL,
    algorithm   TEXT   NOT NULL,
    number      BIGINT NOT NULL,
    public_key  BYTEA  NOT NULL,
    secret      BYTEA  NOT NULL,
    made_at     BIGINT NOT NULL,
    PRIMARY KEY (city_id, post_id, algorithm, number),
    FOREIGN KEY (city_id, post_id) REFERENCES posts (city_id, post_id)
) /*rows*/;

-- The part of a matter that was signed under this code (20 signs and a check sign, without dashes).
CREATE TABLE letter_codes (
    city_id    BIGINT NOT NULL,
    code       TEXT   NOT NULL,
    matter_id  BYTEA  NOT NULL,
    PRIMARY KEY (city_id, code),
    FOREIGN KEY (city_id, matter_id) REFERENCES matters (city_id, matter_id)
) /*clustered*/;
CREATE INDEX letter_codes_by_matter ON letter_codes (city_id, matter_id);
