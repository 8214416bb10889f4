-- The first day on which a grid is no more; NULL while nobody knows one.
ALTER TABLE grids ADD COLUMN valid_until TEXT;
