-- What the lists of submissions are filtered and searched by. submission_facet and submission_text are made of the submissions by
-- the reader "search" and can be made again; ingest/found_by.h takes out what is known of one submission.

-- One row for each thing a submission can be asked for by: an area, a stop, a theme, a participant's code, a choice made at a question.
-- facet: a number made of the thing (ingest/found_by.h), so that nothing of it is left when the rows are gone.
CREATE TABLE submission_facet (
  facet bigint NOT NULL,
  submission_id bigint NOT NULL REFERENCES submission (id),
  PRIMARY KEY (facet, submission_id)
) {clustered};
CREATE INDEX submission_facet_submission ON submission_facet (submission_id);

-- The words of a submission in search form (base/search_form.h), one row an answer; question: its facet, 0 for codes and names.
CREATE TABLE submission_text (
  submission_id bigint NOT NULL REFERENCES submission (id),
  seq bigint NOT NULL,
  question bigint NOT NULL,
  words text NOT NULL,
  PRIMARY KEY (submission_id, seq)
) {clustered};

-- All that lists and their counts look at, without the rows, which hold whole instances.
CREATE INDEX submission_listing ON submission (activity_id, id, state, flags, problem_count, replaced_by_id, received_at);
DROP INDEX submission_activity;
CREATE INDEX attachment_missing ON attachment (submission_id) WHERE expected = 1 AND sha256 IS NULL;

-- The log as people read it: of one audit, by whom and of what kind.
CREATE INDEX event_trail ON event (audit_id, actor, type, seq);
