-- What is asked of lower levels, measured: asks as they reach a unit, answers as they are handed on, notices out of hours.

-- One thing that happened to a unit; written with the matter that it follows from, or when a notice is passed on.
CREATE TABLE burden_events (
    city_id        BIGINT NOT NULL,
    -- The matter or the notice.
    source_id      BYTEA  NOT NULL,
    -- asked, answered, notice
    kind           TEXT   NOT NULL,
    -- The version of the matter with which it happened; 0 for a notice.
    seq            BIGINT NOT NULL,
    at             BIGINT NOT NULL,
    unit_id        BYTEA  NOT NULL,
    -- The document that says what one answer takes; NULL for a notice.
    document_hash  BYTEA,
    PRIMARY KEY (city_id, source_id, kind, seq)
) /*clustered*/;
CREATE INDEX burden_events_by_time ON burden_events (city_id, at);

-- Asks that came before this step.
INSERT INTO burden_events (city_id, source_id, kind, seq, at, unit_id, document_hash)
SELECT city_id, matter_id, 'asked', 1, begun_at, holder, document_hash FROM matters WHERE level = 'part';

-- From when until when a matter asks something outside of the program (ask), or lifts the quiet hours (emergency).
CREATE TABLE burden_spans (
    city_id    BIGINT NOT NULL,
    matter_id  BYTEA  NOT NULL,
    kind       TEXT   NOT NULL,
    from_at    BIGINT NOT NULL,
    -- The first moment at which it does no more.
    until_at   BIGINT NOT NULL,
    PRIMARY KEY (city_id, matter_id),
    FOREIGN KEY (city_id, matter_id) REFERENCES matters (city_id, matter_id)
) /*clustered*/;
CREATE INDEX burden_spans_by_end ON burden_spans (city_id, kind, until_at);

-- What is open by a document whose ask is over.
CREATE INDEX matters_open_by_document ON matters (city_id, document_hash, matter_id) WHERE is_open = 1;
