-- What was withdrawn, when it is erased, and what of it has still to leave the blob store.

ALTER TABLE submission ADD COLUMN erased_at bigint;
-- Since when everything that came from this person is withdrawn; since when it is erased, their identity with it.
ALTER TABLE participation ADD COLUMN ended_at bigint;
ALTER TABLE participation ADD COLUMN erase_at bigint;
ALTER TABLE participation ADD COLUMN erased_at bigint;

-- One for each submission, older revisions too. method: own_link, phone (that sent it), told_facilitator, restored (from a newer state).
-- reason: of a member of staff, in their words; goes with the erasure. due_at: it starts then. erased_at: since when no row tells
-- anything of it. done_at: since when no byte of it is left in the blob store and in the database.
CREATE TABLE withdrawal (
  submission_id bigint PRIMARY KEY REFERENCES submission (id),
  at bigint NOT NULL,
  method text NOT NULL,
  recorded_by bigint REFERENCES account (id),
  reason text,
  due_at bigint NOT NULL,
  erased_at bigint,
  done_at bigint
) {clustered};
CREATE INDEX withdrawal_due ON withdrawal (due_at) WHERE erased_at IS NULL;
CREATE INDEX withdrawal_open ON withdrawal (erased_at) WHERE done_at IS NULL;

INSERT INTO withdrawal (submission_id, at, method, due_at)
  SELECT s.id, coalesce(max(e.at), s.received_at), 'own_link', coalesce(max(e.at), s.received_at) + 86400000 FROM submission s
  LEFT JOIN event e ON e.subject_id = s.id AND e.type = 'submission.withdrawn' WHERE s.state = 'withdrawn' GROUP BY s.id, s.received_at;

-- Bytes that are to leave the blob store: a blob, unless another row names it, or an unfinished upload. The row goes with them. What
-- they were part of: a photo, a submission, or a person's papers.
CREATE TABLE doomed_file_wider (
  id {id},
  photo_id bigint REFERENCES photo (id),
  submission_id bigint REFERENCES submission (id),
  participation_id bigint REFERENCES participation (id),
  blob_sha256 {blob},
  partial_uuid {blob},
  since bigint NOT NULL,
  due_at bigint NOT NULL
);
INSERT INTO doomed_file_wider (photo_id, blob_sha256, partial_uuid, since, due_at)
  SELECT photo_id, blob_sha256, partial_uuid, since, due_at FROM doomed_file ORDER BY id;
DROP TABLE doomed_file;
ALTER TABLE doomed_file_wider RENAME TO doomed_file;
CREATE INDEX doomed_file_photo ON doomed_file (photo_id) WHERE photo_id IS NOT NULL;
CREATE INDEX doomed_file_submission ON doomed_file (submission_id) WHERE submission_id IS NOT NULL;
CREATE INDEX doomed_file_participation ON doomed_file (participation_id) WHERE participation_id IS NOT NULL;
CREATE INDEX doomed_file_due ON doomed_file (due_at);
