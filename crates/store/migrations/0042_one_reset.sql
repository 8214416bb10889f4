-- Whose one-time password is asked for, while that waits: asked for again, it takes the place of the one before.
ALTER TABLE admin_requests ADD COLUMN reset_of BYTEA;
UPDATE admin_requests SET decided_at = asked_at, document = '{}'
WHERE kind = 'reset' AND decided_at IS NULL AND EXISTS (
    SELECT 1 FROM admin_requests newer
    WHERE newer.city_id = admin_requests.city_id AND newer.person_id = admin_requests.person_id
      AND newer.kind = 'reset' AND newer.decided_at IS NULL AND newer.request_id > admin_requests.request_id
);
UPDATE admin_requests SET reset_of = person_id WHERE kind = 'reset' AND decided_at IS NULL;
CREATE UNIQUE INDEX admin_requests_one_reset ON admin_requests (city_id, reset_of);
