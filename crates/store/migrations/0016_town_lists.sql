-- The open cases of a town or street, newest first. A padded code without its last three digits names the town; communities lie inside.
CREATE INDEX cases_open_by_town ON cases (city_id, (division / 1000), case_id, division) WHERE is_open = 1;
DROP INDEX cases_open_by_division;
