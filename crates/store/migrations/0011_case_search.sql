-- Full-text search over title, place and description of cases. Each engine has an index of its own kind for it; both hold the
-- words that the application cuts (changxiao_domain::search). A line that begins with the name of an engine is for that engine only.

--postgres CREATE TABLE case_search (
--postgres     city_id BIGINT NOT NULL,
--postgres     number  BIGINT NOT NULL,
--postgres     words   TSVECTOR NOT NULL,
--postgres     PRIMARY KEY (city_id, number)
--postgres );
--postgres CREATE INDEX case_search_words ON case_search USING gin (words);

-- The rowid is the city's id times 10^12 and the case's number. Only postings are kept, neither text nor places of words.
--sqlite CREATE VIRTUAL TABLE case_search USING fts5 (
--sqlite     words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0'
--sqlite );

-- Cases that came before the index, until the server has put them in.
CREATE TABLE case_search_backlog (
    city_id BIGINT NOT NULL,
    case_id BYTEA  NOT NULL,
    PRIMARY KEY (city_id, case_id),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
INSERT INTO case_search_backlog (city_id, case_id) SELECT city_id, case_id FROM cases;
