-- The worklists of a post, their counts and their map, for a city with hundreds of thousands of open cases; views that are shared.

-- What the parts of a list, their lamps and the cells of a map are counted from, without opening a row. It begins as cases_open_newest did,
-- and takes its place.
CREATE INDEX cases_open_board ON cases (city_id, case_id, state, division, lead_unit, reporter_unit, due_at, near_at, paused_at,
                                        rework_count, returned_by, asked_what, check_passed_at, category, lon_e6, lat_e6)
    WHERE is_open = 1;
DROP INDEX cases_open_newest;

-- Late and due today: cases_by_due holds what was closed long ago as well.
CREATE INDEX cases_open_by_due ON cases (city_id, due_at, case_id) WHERE is_open = 1 AND due_at IS NOT NULL;

-- The worklists of a unit, newest first, and by deadline.
CREATE INDEX cases_open_by_lead ON cases (city_id, lead_unit, case_id, state, division, rework_count, returned_by, asked_what,
                                          check_passed_at)
    WHERE is_open = 1;
CREATE INDEX cases_open_by_lead_due ON cases (city_id, lead_unit, due_at, case_id) WHERE is_open = 1 AND due_at IS NOT NULL;
CREATE INDEX cases_by_reporter ON cases (city_id, reporter_unit, is_open, case_id) WHERE reporter_unit IS NOT NULL;
CREATE INDEX cases_open_by_post ON cases (city_id, reporter_post, case_id) WHERE is_open = 1 AND reporter_post IS NOT NULL;
CREATE INDEX cases_open_by_division ON cases (city_id, division, case_id) WHERE is_open = 1;

-- What came back: few among the many that are open.
CREATE INDEX cases_open_reworked ON cases (city_id, case_id) WHERE is_open = 1 AND rework_count > 0;
CREATE INDEX cases_open_returned ON cases (city_id, case_id) WHERE is_open = 1 AND returned_by IS NOT NULL;

-- The cases of a small part of the map.
CREATE INDEX cases_open_by_place ON cases (city_id, lon_e6, lat_e6) WHERE is_open = 1 AND lon_e6 IS NOT NULL;

-- What has come to its end, by the way it ended: void or closed by force are few among many.
CREATE INDEX cases_ended_by_state ON cases (city_id, state, case_id) WHERE is_open = 0;
CREATE INDEX cases_by_closing ON cases (city_id, closed_at, case_id) WHERE closed_at IS NOT NULL;

-- With whom a view is shared: 'unit' or 'city'; NULL is the post's own.
ALTER TABLE saved_views ADD COLUMN shared_with TEXT;
ALTER TABLE saved_views ADD COLUMN unit_id     BYTEA;
CREATE INDEX saved_views_shared ON saved_views (city_id, list, shared_with) WHERE shared_with IS NOT NULL;
