-- Divisions that the territory of a management committee or a new district overlies, beside the one that is its own: padded codes with a
-- blank between, in their order.
ALTER TABLE units ADD COLUMN areas TEXT NOT NULL DEFAULT '';

-- The same until a day; nothing where nobody said it then.
ALTER TABLE former_ties ADD COLUMN areas TEXT;
