-- The nightly digest covers whistles, consultations and chronic problems, too: each kind under the words that its digest begins with.
-- That over the heads of cases stays in digests.
CREATE TABLE chain_digests (
    city_id  BIGINT NOT NULL,
    day      TEXT   NOT NULL,
    words    TEXT   NOT NULL,
    heads    BIGINT NOT NULL,
    digest   BYTEA  NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (city_id, day, words)
) /*clustered*/;
