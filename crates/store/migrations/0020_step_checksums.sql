-- The SHA-256 of a step's text as it was taken; a step that is another today is refused at the next start.
ALTER TABLE schema_steps ADD COLUMN checksum BYTEA;
