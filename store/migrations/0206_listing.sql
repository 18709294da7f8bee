-- What listing and counting the submissions of an activity need, without their rows, which hold whole instances.
DROP INDEX submission_activity;
CREATE INDEX submission_activity ON submission (activity_id, id, state, replaced_by_id, participation_id, problem_count);
CREATE INDEX submission_state ON submission (activity_id, state, id);
