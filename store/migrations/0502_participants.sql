-- Who takes part, how they come back without an account, and, kept apart, who they are.

ALTER TABLE participation ADD COLUMN uuid {blob};
UPDATE participation SET uuid = {random_uuid};
CREATE UNIQUE INDEX participation_uuid ON participation (uuid);
-- what this person was asked to do first; their links lead there
ALTER TABLE participation ADD COLUMN activity_id bigint REFERENCES activity (id);
-- info_meeting, individual, sig, other; link: joined by an open link; code: somebody typed the code, and nobody has proved it
ALTER TABLE participation ADD COLUMN via text NOT NULL DEFAULT 'code';
ALTER TABLE participation ADD COLUMN language text;
-- a member of staff who takes part, and therefore may not review what came of it
ALTER TABLE participation ADD COLUMN account_id bigint REFERENCES account (id);
ALTER TABLE participation ADD COLUMN revoked_at bigint;
-- the smallest id among participations of the same human; NULL: there is only this one
ALTER TABLE participation ADD COLUMN person_key bigint;
-- of what the phone made up when it joined, so that asking again joins nobody else
ALTER TABLE participation ADD COLUMN join_sha256 {blob};
CREATE UNIQUE INDEX participation_join ON participation (join_sha256) WHERE join_sha256 IS NOT NULL;
CREATE INDEX participation_activity ON participation (activity_id);
CREATE INDEX participation_person ON participation (person_key) WHERE person_key IS NOT NULL;
CREATE INDEX participation_account ON participation (account_id) WHERE account_id IS NOT NULL;

-- How a submission got its participation: link (came by a personal link), phone (the phone that sent it joined afterwards), staff,
-- code (typed, a claim). Only the first three are proof of anything.
ALTER TABLE submission ADD COLUMN attached_by text;
UPDATE submission SET attached_by = 'code' WHERE participation_id IS NOT NULL;
-- the same before staff put it right
ALTER TABLE submission ADD COLUMN attached_before text;
CREATE INDEX IF NOT EXISTS submission_participation ON submission (participation_id, id) WHERE participation_id IS NOT NULL;
UPDATE participation SET activity_id = (SELECT s.activity_id FROM submission s WHERE s.participation_id = participation.id ORDER BY s.id LIMIT 1);

-- Of personal links. medium: paper (made by staff, to be printed or shown) or phone (made for the phone that asked).
ALTER TABLE link ADD COLUMN medium text;
ALTER TABLE link ADD COLUMN made_at bigint;
ALTER TABLE link ADD COLUMN opened_at bigint;
CREATE INDEX link_participation ON link (participation_id) WHERE participation_id IS NOT NULL;

-- How many may join by the activity's open link; NULL: people.join_people_max.
ALTER TABLE activity ADD COLUMN people_max bigint;

-- What brings a person back on another device. digest: HMAC-SHA256 of the digits with the link key.
CREATE TABLE return_code (
  participation_id bigint PRIMARY KEY REFERENCES participation (id),
  digest {blob} NOT NULL UNIQUE,
  made_at bigint NOT NULL,
  used_at bigint
) {clustered};

-- The only place with identity. Read with see_identity and a reason; every read leaves a row below.
CREATE TABLE identity (
  participation_id bigint PRIMARY KEY REFERENCES participation (id),
  name text NOT NULL,
  email text NOT NULL,
  phone text NOT NULL,
  note text NOT NULL,
  updated_at bigint NOT NULL,
  updated_by bigint REFERENCES account (id)
) {clustered};

CREATE TABLE identity_reading (
  id {id},
  participation_id bigint NOT NULL REFERENCES participation (id),
  account_id bigint NOT NULL REFERENCES account (id),
  at bigint NOT NULL,
  reason text NOT NULL
);
CREATE INDEX identity_reading_participation ON identity_reading (participation_id);
