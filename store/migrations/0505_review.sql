-- What people decide about submissions: the steps of the review, what staff say of them, corrections, words that are covered.

-- Who typed it in, when a member of staff did: that person does not decide about it.
ALTER TABLE submission ADD COLUMN entered_by bigint REFERENCES account (id);
-- Rises with every step of the review; what a reviewer has seen is named by it.
ALTER TABLE submission ADD COLUMN review_version bigint NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN assigned_to bigint REFERENCES account (id);
-- Since when, once its sender has asked for a second opinion; once in the life of a submission and its revisions.
ALTER TABLE submission ADD COLUMN appealed_at bigint;
-- What it repeats, as intake believes (flag duplicate) or as a person says (flag double_entry).
ALTER TABLE submission ADD COLUMN duplicate_of_id bigint;
-- 1 when corrections or covered words lie over the answers (ingest/answer_overlay.h).
ALTER TABLE submission ADD COLUMN overlaid bigint NOT NULL DEFAULT 0;
-- Of all answers but those below meta; and the stop that they name. What is erased loses both.
ALTER TABLE submission ADD COLUMN answers_sha256 {blob};
ALTER TABLE submission ADD COLUMN stop_code text;
CREATE INDEX submission_answers ON submission (activity_id, answers_sha256) WHERE answers_sha256 IS NOT NULL;
CREATE INDEX submission_stop ON submission (activity_id, participation_id, stop_code) WHERE stop_code IS NOT NULL AND participation_id IS NOT NULL;
CREATE INDEX submission_assigned ON submission (assigned_to, id) WHERE assigned_to IS NOT NULL;
-- flag urgent (256): out of every list but that of the contact person.
CREATE INDEX submission_urgent ON submission (activity_id, id) WHERE flags >= 256;

-- One decision, assignment or appeal. account_id: NULL for the participant and the program. version: review_version afterwards.
-- undone_at: taken back. reason: words that the participant reads, or of an urgent matter those for the contact person.
CREATE TABLE review_step (
  id {id},
  submission_id bigint NOT NULL REFERENCES submission (id),
  version bigint NOT NULL,
  at bigint NOT NULL,
  account_id bigint REFERENCES account (id),
  action text NOT NULL,
  state_before text NOT NULL,
  state_after text NOT NULL,
  assigned_before bigint,
  assigned_after bigint,
  reason_kind text NOT NULL,
  reason text NOT NULL,
  batch_id bigint,
  undone_at bigint
);
CREATE UNIQUE INDEX review_step_submission ON review_step (submission_id, version);
CREATE INDEX review_step_batch ON review_step (batch_id) WHERE batch_id IS NOT NULL;

-- Steps made in one go, which their maker takes back with a token while it lasts.
CREATE TABLE review_batch (
  id {id},
  token_sha256 {blob} NOT NULL UNIQUE,
  account_id bigint NOT NULL REFERENCES account (id),
  at bigint NOT NULL,
  expires_at bigint NOT NULL
);

-- Of staff, for staff. An erased comment leaves its row without words.
CREATE TABLE review_comment (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  submission_id bigint NOT NULL REFERENCES submission (id),
  account_id bigint NOT NULL REFERENCES account (id),
  at bigint NOT NULL,
  words text NOT NULL,
  erased_at bigint
);
CREATE INDEX review_comment_submission ON review_comment (submission_id, id);

-- What staff have put right; the answers as they came stay as they are. field: stop, walk, code, duplicate. path: of the answer that
-- reads otherwise from now on; empty for a duplicate. value_before and value_after: stop and walk codes, participant codes, or the
-- other submission's id.
CREATE TABLE correction (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  submission_id bigint NOT NULL REFERENCES submission (id),
  field text NOT NULL,
  path text NOT NULL,
  value_before text NOT NULL,
  value_after text NOT NULL,
  participation_before bigint,
  participation_after bigint,
  reason text NOT NULL,
  account_id bigint REFERENCES account (id),
  at bigint NOT NULL,
  undone_at bigint,
  undone_by bigint REFERENCES account (id)
);
CREATE INDEX correction_submission ON correction (submission_id, id);

-- Words of an answer that nobody reads any more; `shown` stands in their place. from_character, to_character: Unicode characters.
CREATE TABLE word_cover (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  submission_id bigint NOT NULL REFERENCES submission (id),
  path text NOT NULL,
  from_character bigint NOT NULL,
  to_character bigint NOT NULL,
  kind text NOT NULL,
  shown text NOT NULL,
  account_id bigint REFERENCES account (id),
  at bigint NOT NULL,
  undone_at bigint
);
CREATE INDEX word_cover_submission ON word_cover (submission_id, id);

-- Who read covered words, and why.
CREATE TABLE word_unsealing (
  id {id},
  submission_id bigint NOT NULL REFERENCES submission (id),
  path text NOT NULL,
  account_id bigint NOT NULL REFERENCES account (id),
  at bigint NOT NULL,
  reason text NOT NULL
);
CREATE INDEX word_unsealing_submission ON word_unsealing (submission_id);

-- To whom danger and crime are shown.
CREATE TABLE urgent_contact (
  audit_id bigint PRIMARY KEY REFERENCES audit (id),
  account_id bigint NOT NULL REFERENCES account (id),
  at bigint NOT NULL
) {clustered};

-- What was decided before there were steps.
INSERT INTO review_step (submission_id, version, at, account_id, action, state_before, state_after, reason_kind, reason)
  SELECT id, 1, reviewed_at, reviewed_by, CASE state WHEN 'returned' THEN 'return' WHEN 'rejected' THEN 'reject' ELSE 'approve' END,
  'received', state, '', coalesce(review_reason, '') FROM submission
  WHERE reviewed_at IS NOT NULL AND state IN ('approved', 'returned', 'rejected');
UPDATE submission SET review_version = 1 WHERE id IN (SELECT submission_id FROM review_step);
