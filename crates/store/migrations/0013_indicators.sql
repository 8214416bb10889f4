-- The numbers of case handling: first moments of the centre's own steps beside the case, and call-backs (回访).

-- What became of the report, when: filed, fixed (on the spot), refused. A later filing takes the place of a refusal.
ALTER TABLE cases ADD COLUMN decision            TEXT;
ALTER TABLE cases ADD COLUMN decided_at          BIGINT;
-- The first verification before that decision, the first dispatch, the first check with the result that it looks at.
ALTER TABLE cases ADD COLUMN verify_asked_at     BIGINT;
ALTER TABLE cases ADD COLUMN verify_done_at      BIGINT;
ALTER TABLE cases ADD COLUMN dispatched_first_at BIGINT;
ALTER TABLE cases ADD COLUMN check_from          BIGINT;
ALTER TABLE cases ADD COLUMN check_asked_at      BIGINT;
ALTER TABLE cases ADD COLUMN check_done_at       BIGINT;
-- Rounds of handling that ended late before a rework or a reopening gave a new deadline.
ALTER TABLE cases ADD COLUMN late_rounds         BIGINT NOT NULL DEFAULT 0;

-- Cases from before, from their events.
UPDATE cases SET
    decision = CASE
        WHEN EXISTS (SELECT 1 FROM case_events e WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action = 'file')
            THEN 'filed'
        WHEN EXISTS (SELECT 1 FROM case_events e WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action = 'audit_pass')
            THEN 'fixed'
        WHEN EXISTS (SELECT 1 FROM case_events e WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id
                     AND e.action IN ('void', 'grant_void', 'audit_fail'))
            THEN 'refused' END,
    verify_asked_at = (SELECT MIN(e.at) FROM case_events e
                       WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action = 'request_verify'),
    verify_done_at = (SELECT MIN(e.at) FROM case_events e
                      WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action = 'report_verify'),
    dispatched_first_at = (SELECT MIN(e.at) FROM case_events e
                           WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action = 'dispatch'),
    check_asked_at = (SELECT MIN(e.at) FROM case_events e
                      WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action = 'request_check'),
    late_rounds = (SELECT COUNT(*) FROM case_events e
                   WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action IN ('check_fail', 'rework', 'reopen')
                     AND e.particulars LIKE '%"on_time_before":false%');

UPDATE cases SET
    decided_at = (SELECT MIN(e.at) FROM case_events e
                  WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id
                    AND ((cases.decision = 'filed' AND e.action = 'file') OR (cases.decision = 'fixed' AND e.action = 'audit_pass')
                         OR (cases.decision = 'refused' AND e.action IN ('void', 'grant_void', 'audit_fail'))))
WHERE decision IS NOT NULL;

UPDATE cases SET
    check_from = (SELECT MAX(e.at) FROM case_events e
                  WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.action IN ('submit', 'confirm')
                    AND e.at <= cases.check_asked_at),
    check_done_at = (SELECT MIN(e.at) FROM case_events e
                     WHERE e.city_id = cases.city_id AND e.case_id = cases.case_id AND e.at >= cases.check_asked_at
                       AND e.from_state = 'checking' AND (e.to_state <> 'checking' OR e.action = 'check_pass'))
WHERE check_asked_at IS NOT NULL;

-- Verification counts before the decision only.
UPDATE cases SET verify_asked_at = NULL, verify_done_at = NULL WHERE verify_asked_at IS NOT NULL AND verify_asked_at > decided_at;

-- By what the period of a figure is about; deadlines have theirs.
CREATE INDEX cases_by_decision ON cases (city_id, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX cases_by_verification ON cases (city_id, verify_asked_at) WHERE verify_asked_at IS NOT NULL;
CREATE INDEX cases_by_end ON cases (city_id, closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE callbacks (
    city_id      BIGINT NOT NULL,
    case_id      BYTEA  NOT NULL,
    at           BIGINT NOT NULL,
    -- Only valid ones enter a rate.
    valid        BIGINT NOT NULL,
    contacted    BIGINT NOT NULL,
    solved       BIGINT NOT NULL,
    satisfaction TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    -- Who recorded it; missing for what came with an imported order.
    unit_id      BYTEA,
    role         TEXT,
    PRIMARY KEY (city_id, case_id, at),
    FOREIGN KEY (city_id, case_id) REFERENCES cases (city_id, case_id)
) /*clustered*/;
CREATE INDEX callbacks_by_time ON callbacks (city_id, at, case_id) WHERE valid = 1;
