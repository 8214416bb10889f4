-- Under which version of the filing standard (立案结案标准) a case was filed, and by which condition. Cases from before have none.
ALTER TABLE cases ADD COLUMN filing_edition TEXT;
ALTER TABLE cases ADD COLUMN filing_condition BIGINT;
