-- A token works when the holder of its post has agreed. Those that were issued before it was asked for worked from the beginning; the
-- holder sees them and can end them.
ALTER TABLE api_tokens ADD COLUMN accepted_at BIGINT;
UPDATE api_tokens SET accepted_at = created_at;

-- The token by which a program did what an event tells; NULL where the person did it. It is sealed with the event where it is there, so
-- that the hashes of events from before are as they were.
ALTER TABLE case_events ADD COLUMN program_id BYTEA;
ALTER TABLE whistle_events ADD COLUMN program_id BYTEA;
ALTER TABLE consultation_events ADD COLUMN program_id BYTEA;
ALTER TABLE chronic_events ADD COLUMN program_id BYTEA;
