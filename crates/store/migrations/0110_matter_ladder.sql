-- How often a matter that is overdue was told of: at the deadline once, then at each level of the ladder above it.
ALTER TABLE matter_looks ADD COLUMN reached BIGINT NOT NULL DEFAULT 0;
