-- What one of the three administrators asks for and another one confirms. Half of a one-time password stands in the document until the
-- decision; it opens nothing without the other half.
CREATE TABLE admin_requests (
    city_id     BIGINT NOT NULL,
    request_id  BYTEA  NOT NULL,
    kind        TEXT   NOT NULL,
    person_id   BYTEA  NOT NULL,
    document    TEXT   NOT NULL,
    asked_by    BYTEA  NOT NULL,
    asked_at    BIGINT NOT NULL,
    decided_at  BIGINT,
    PRIMARY KEY (city_id, request_id),
    FOREIGN KEY (city_id, person_id) REFERENCES people (city_id, person_id)
) /*rows*/;
