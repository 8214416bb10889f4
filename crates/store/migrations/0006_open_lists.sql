-- The newest open cases, of all states or of one, without sorting all that are open: a city of a million cases has tens of thousands.
CREATE INDEX cases_open_newest ON cases (city_id, case_id) WHERE is_open = 1;
CREATE INDEX cases_open_by_state ON cases (city_id, state, case_id) WHERE is_open = 1;
