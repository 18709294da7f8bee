-- Staff. Participants have no account; see link and participation.

CREATE TABLE account (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  role text NOT NULL,
  password_hash text,
  created_at bigint NOT NULL,
  disabled_at bigint
);

CREATE TABLE staff_session (
  token_sha256 {blob} PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES account (id),
  csrf_token text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
) {clustered};
CREATE INDEX staff_session_account ON staff_session (account_id);

CREATE TABLE sign_in_link (
  token_sha256 {blob} PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES account (id),
  expires_at bigint NOT NULL,
  used_at bigint
) {clustered};
