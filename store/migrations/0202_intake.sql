-- What comes in: who takes part, what they sent, the files that came with it, the jobs that follow.

CREATE TABLE participation (
  id {id},
  wave_id bigint NOT NULL REFERENCES wave (id),
  code text NOT NULL,
  instrument text NOT NULL,
  perspective text,
  joined_at bigint NOT NULL,
  has_personal_link bigint NOT NULL,
  UNIQUE (wave_id, code)
);

-- One row per revision; replaced_by_id is set on all but the newest. state: received, in_review, approved, returned,
-- rejected, withdrawn, erased. flags: bits, see ingest/submissions.h. uuid is what outsiders see and is made from the
-- instanceID, so that one index serves both.
CREATE TABLE submission (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  activity_id bigint NOT NULL REFERENCES activity (id),
  form_version_id bigint NOT NULL REFERENCES form_version (id),
  participation_id bigint REFERENCES participation (id),
  claimed_code text,
  state text NOT NULL,
  flags bigint NOT NULL,
  problem_count bigint NOT NULL,
  revision bigint NOT NULL,
  replaces_id bigint REFERENCES submission (id),
  replaced_by_id bigint,
  received_at bigint NOT NULL,
  submitted_at bigint,
  reviewed_at bigint,
  reviewed_by bigint,
  review_reason text,
  device_id text,
  instance_id text NOT NULL,
  instance_name text,
  xml_sha256 {blob} NOT NULL,
  xml {blob} NOT NULL
);
CREATE INDEX submission_activity ON submission (activity_id, id);

CREATE TABLE submission_problem (
  submission_id bigint NOT NULL REFERENCES submission (id),
  seq bigint NOT NULL,
  code text NOT NULL,
  path text NOT NULL,
  arguments text NOT NULL,
  PRIMARY KEY (submission_id, seq)
) {clustered};

-- A file that a submission names (expected) or that came with it. Present when sha256 is set.
CREATE TABLE attachment (
  submission_id bigint NOT NULL REFERENCES submission (id),
  name text NOT NULL,
  expected bigint NOT NULL,
  is_photo bigint NOT NULL,
  sha256 {blob},
  bytes bigint,
  media_type text,
  received_at bigint,
  PRIMARY KEY (submission_id, name)
) {clustered};
CREATE INDEX attachment_blob ON attachment (sha256) WHERE sha256 IS NOT NULL;

-- state: waiting, ready, refused. publication: private, cleared, selected, published, unpublished.
CREATE TABLE photo (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  submission_id bigint NOT NULL REFERENCES submission (id),
  attachment_name text NOT NULL,
  original_sha256 {blob} NOT NULL,
  state text NOT NULL,
  refusal_code text,
  damaged bigint NOT NULL,
  width bigint,
  height bigint,
  thumbnail_sha256 {blob},
  preview_sha256 {blob},
  publication text NOT NULL,
  derived_at bigint,
  UNIQUE (submission_id, attachment_name)
);
CREATE INDEX photo_thumbnail ON photo (thumbnail_sha256) WHERE thumbnail_sha256 IS NOT NULL;
CREATE INDEX photo_preview ON photo (preview_sha256) WHERE preview_sha256 IS NOT NULL;

-- state: waiting, running (until lease_until), dead. A finished job's row is removed; the event log remembers it.
CREATE TABLE job (
  id {id},
  kind text NOT NULL,
  subject_id bigint NOT NULL,
  state text NOT NULL,
  attempts bigint NOT NULL,
  run_at bigint NOT NULL,
  lease_until bigint,
  last_error text,
  UNIQUE (kind, subject_id)
);
CREATE INDEX job_waiting ON job (kind, state, run_at);
