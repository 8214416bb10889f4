-- 事项: procedures that are documents, and what is done by them.

-- A document by the SHA-256 of its canonical text, so that a matter names the edition that it began with.
CREATE TABLE procedures (
    city_id        BIGINT NOT NULL,
    document_hash  BYTEA  NOT NULL,
    procedure_key  TEXT   NOT NULL,
    edition        TEXT   NOT NULL,
    document       TEXT   NOT NULL,
    -- 1: the city's own; 0: one that ships, kept since it was first used.
    is_own         BIGINT NOT NULL,
    -- 1: it stands before what ships under its key.
    in_use         BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (city_id, document_hash)
) /*rows*/;
CREATE INDEX procedures_in_use ON procedures (city_id, procedure_key) WHERE in_use = 1;

-- A matter, a part of it or a copy.
CREATE TABLE matters (
    city_id        BIGINT NOT NULL,
    matter_id      BYTEA  NOT NULL,
    -- yymmdd and six digits of the day's counter: 261130000041 is shown as M261130-0041.
    number         BIGINT NOT NULL,
    state          TEXT   NOT NULL,
    level          TEXT   NOT NULL,
    -- What it is a part or a copy of, and its place among its siblings.
    parent_id      BYTEA,
    position       BIGINT NOT NULL,
    title          TEXT   NOT NULL,
    began_by       BYTEA  NOT NULL,
    begun_at       BIGINT NOT NULL,
    beginner       BYTEA  NOT NULL,
    holder         BYTEA  NOT NULL,
    division       BIGINT NOT NULL,
    since_at       BIGINT NOT NULL,
    near_at        BIGINT,
    due_at         BIGINT,
    ended_at       BIGINT,
    reminders      BIGINT NOT NULL,
    document_hash  BYTEA  NOT NULL,
    procedure_key  TEXT   NOT NULL,
    -- What was entered, as canonical JSON.
    content        TEXT   NOT NULL,
    is_open        BIGINT NOT NULL,
    -- Whose turn it is: the id of a unit or the code of a role; and by when, the last moment where there is no limit.
    turn           TEXT,
    turn_due       BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    head_hash      BYTEA  NOT NULL,
    PRIMARY KEY (city_id, matter_id),
    FOREIGN KEY (city_id, document_hash) REFERENCES procedures (city_id, document_hash)
) /*rows*/;
CREATE UNIQUE INDEX matters_by_number ON matters (city_id, number);
CREATE INDEX matters_by_level ON matters (city_id, level, matter_id);
CREATE INDEX matters_open ON matters (city_id, level, matter_id) WHERE is_open = 1;
CREATE INDEX matters_by_procedure ON matters (city_id, procedure_key, matter_id);
CREATE INDEX matters_by_turn ON matters (city_id, turn, turn_due, matter_id) WHERE turn IS NOT NULL;
CREATE INDEX matters_by_parent ON matters (city_id, parent_id, level, position) WHERE parent_id IS NOT NULL;
CREATE INDEX matters_by_holder ON matters (city_id, holder, matter_id);
CREATE INDEX matters_by_beginner ON matters (city_id, beginner, matter_id);
CREATE INDEX matters_by_division ON matters (city_id, division, matter_id);
--events matter_events of matters by matter_id

-- When the sweep looks at a matter next: before it is due, and when it is. Its turn may change until then.
CREATE TABLE matter_looks (
    city_id    BIGINT NOT NULL,
    matter_id  BYTEA  NOT NULL,
    look_at    BIGINT NOT NULL,
    PRIMARY KEY (city_id, matter_id),
    FOREIGN KEY (city_id, matter_id) REFERENCES matters (city_id, matter_id)
) /*clustered*/;
CREATE INDEX matter_looks_due ON matter_looks (city_id, look_at, matter_id);
