-- How the author of one submission wants to be called, as the filled form said: for who is not known by a code of their own.
-- kind: name, pseudonym, anonymous.
CREATE TABLE submission_credit (
  submission_id bigint PRIMARY KEY REFERENCES submission (id),
  kind text NOT NULL,
  words text NOT NULL
) {clustered};
