-- 1: the secret is sealed with a key that lies outside of the database. Those from before are sealed at the next start.
ALTER TABLE second_factors ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;
