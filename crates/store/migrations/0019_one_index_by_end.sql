-- cases_by_closing begins with the same columns.
DROP INDEX cases_by_end;
