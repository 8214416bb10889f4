-- 办理规程 of the city's own: what is being written, and whose hands an edition went through.

-- Who wrote it (the ids of people, with blanks between them), who put it in force, and the edition of ours that it was made from. Empty
-- where nobody knows any more, or where the owner of the machine did it.
ALTER TABLE procedures ADD COLUMN written_by   TEXT  NOT NULL DEFAULT '';
ALTER TABLE procedures ADD COLUMN confirmed_by TEXT  NOT NULL DEFAULT '';
ALTER TABLE procedures ADD COLUMN based_hash   BYTEA;

-- One for each key, with all its faults; nothing is begun by it.
CREATE TABLE procedure_drafts (
    city_id        BIGINT NOT NULL,
    procedure_key  TEXT   NOT NULL,
    document       TEXT   NOT NULL,
    based_hash     BYTEA,
    -- 1: it waits for another person to put it in force; nobody changes it meanwhile.
    is_proposed    BIGINT NOT NULL,
    -- Everybody who changed it: none of them puts it in force.
    written_by     TEXT   NOT NULL,
    changed_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (city_id, procedure_key)
) /*rows*/;

-- How many are open by which edition.
CREATE INDEX matters_open_by_edition ON matters (city_id, level, document_hash) WHERE is_open = 1;
