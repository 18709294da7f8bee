-- What participants agreed to, in which words they were asked, and what people shown in photos signed.

-- Wordings, append-only: another wording is a row with the next version of its purpose and language. purpose: about (who is
-- responsible, how long, contact, complaint; nobody is asked about it) or one of those that a form may ask for. channels: words, of
-- what it asks about. made_by: NULL for what travels with the program.
CREATE TABLE consent_text (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  audit_id bigint NOT NULL REFERENCES audit (id),
  purpose text NOT NULL,
  language text NOT NULL,
  version bigint NOT NULL,
  channels text NOT NULL,
  words text NOT NULL,
  made_at bigint NOT NULL,
  made_by bigint REFERENCES account (id),
  UNIQUE (audit_id, purpose, language, version)
);

-- A person who reads the language says that the wording is right. Until then it is offered to nobody.
CREATE TABLE consent_text_check (
  text_id bigint PRIMARY KEY REFERENCES consent_text (id),
  checked_by text NOT NULL,
  account_id bigint REFERENCES account (id),
  at bigint NOT NULL
) {clustered};

-- Append-only; the last row of a purpose holds (ingest/effective_consent.h). participation_id: whose it is beyond doubt, by personal
-- link or because a facilitator says so; NULL where a code was only typed, then it speaks for its submission alone. decision: given,
-- refused, withdrawn. wording_checked: 0 when nobody who reads that language had checked the words. Which words: text_id, or form_version_id and the path of the question. method: digital, paper_scan,
-- oral_witnessed, told_facilitator.
CREATE TABLE consent (
  id {id},
  participation_id bigint REFERENCES participation (id),
  submission_id bigint REFERENCES submission (id),
  purpose text NOT NULL,
  decision text NOT NULL,
  channels text NOT NULL,
  text_id bigint REFERENCES consent_text (id),
  form_version_id bigint REFERENCES form_version (id),
  question text,
  language text NOT NULL,
  wording_checked bigint NOT NULL DEFAULT 1,
  given_at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  method text NOT NULL,
  witness text,
  recorded_by bigint REFERENCES account (id),
  scan_sha256 {blob}
);
CREATE INDEX consent_submission ON consent (submission_id) WHERE submission_id IS NOT NULL;
CREATE INDEX consent_participation ON consent (participation_id) WHERE participation_id IS NOT NULL;
CREATE INDEX consent_scan ON consent (scan_sha256) WHERE scan_sha256 IS NOT NULL;
CREATE INDEX IF NOT EXISTS submission_participation ON submission (participation_id) WHERE participation_id IS NOT NULL;

-- Until now a refusal to be analysed was a flag alone.
INSERT INTO consent (submission_id, purpose, decision, channels, form_version_id, question, language, given_at, recorded_at, method)
  SELECT id, 'analyse', 'refused', '', form_version_id, '', '', received_at, received_at, 'digital' FROM submission
  WHERE (flags & 32) <> 0 ORDER BY id;

-- What a person who can be recognised in a photo signed; guardian: for a child. subject_ref says which of the people in it, without a
-- name.
CREATE TABLE photo_release (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  photo_id bigint NOT NULL REFERENCES photo (id),
  subject_ref text NOT NULL,
  guardian bigint NOT NULL,
  channels text NOT NULL,
  signed_at bigint NOT NULL,
  scan_sha256 {blob},
  recorded_at bigint NOT NULL,
  recorded_by bigint REFERENCES account (id),
  withdrawn_at bigint
);
CREATE INDEX photo_release_photo ON photo_release (photo_id);
CREATE INDEX photo_release_scan ON photo_release (scan_sha256) WHERE scan_sha256 IS NOT NULL;

-- How an author wants to be called where their photos are shown. kind: name, pseudonym, anonymous.
CREATE TABLE author_credit (
  participation_id bigint PRIMARY KEY REFERENCES participation (id),
  kind text NOT NULL,
  words text NOT NULL,
  updated_at bigint NOT NULL
) {clustered};
