-- The numbered, hash-chained log of every change, and how far each of its readers has come.

CREATE TABLE event (
  seq bigint PRIMARY KEY,
  at bigint NOT NULL,
  type text NOT NULL,
  actor text NOT NULL,
  audit_id bigint,
  activity_id bigint,
  subject_id bigint,
  subject_uuid {blob},
  payload text NOT NULL,
  hash {blob} NOT NULL
);
CREATE INDEX event_subject ON event (subject_id, seq) WHERE subject_id IS NOT NULL;

CREATE TABLE log_cursor (reader text PRIMARY KEY, seq bigint NOT NULL) {clustered};
