-- What listing the submissions of one state needs, without their rows, which hold whole instances.
CREATE INDEX submission_state ON submission (activity_id, state, id);
