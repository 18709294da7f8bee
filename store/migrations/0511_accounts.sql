-- Two-step sign-in, invitations, devices that have signed in before; and sessions that can be told apart by their owner.
-- Sessions from before have no name to be ended by: they end now.

-- as server/auth/two_step.h says; since: when the first code was right, so that it is asked for. step: of the last code that was used
ALTER TABLE account ADD COLUMN totp_secret {blob};
ALTER TABLE account ADD COLUMN totp_since bigint;
ALTER TABLE account ADD COLUMN totp_step bigint NOT NULL DEFAULT 0;

DELETE FROM staff_session;
ALTER TABLE staff_session ADD COLUMN uuid {blob};
-- browser and system in two words
ALTER TABLE staff_session ADD COLUMN client text NOT NULL DEFAULT '';

CREATE TABLE recovery_code (
  account_id bigint NOT NULL REFERENCES account (id),
  code_sha256 {blob} NOT NULL,
  used_at bigint,
  PRIMARY KEY (account_id, code_sha256)
) {clustered};

-- Lets somebody set their name and password, once.
CREATE TABLE invitation (
  token_sha256 {blob} PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES account (id),
  made_by bigint REFERENCES account (id),
  expires_at bigint NOT NULL
) {clustered};
CREATE INDEX invitation_account ON invitation (account_id);

-- A browser that has signed in to the account before: what others try does not slow it down.
CREATE TABLE known_device (
  token_sha256 {blob} NOT NULL,
  account_id bigint NOT NULL REFERENCES account (id),
  expires_at bigint NOT NULL,
  PRIMARY KEY (token_sha256, account_id)
) {clustered};
