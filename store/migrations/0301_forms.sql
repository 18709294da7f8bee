-- Forms as an audit works with them: at most one draft, any number of published versions, files beside both, and what was
-- sent in to try a draft. Test submissions live here and nowhere else, so that no count can ever see them.

CREATE TABLE form (
  id {id},
  audit_id bigint NOT NULL REFERENCES audit (id),
  form_id text NOT NULL,
  created_at bigint NOT NULL,
  UNIQUE (audit_id, form_id)
);

-- The published versions an audit works with. state: published, deprecated, archived.
CREATE TABLE form_release (
  form_key bigint NOT NULL REFERENCES form (id),
  form_version_id bigint NOT NULL REFERENCES form_version (id),
  state text NOT NULL,
  published_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  PRIMARY KEY (form_key, form_version_id)
) {clustered};

-- uuid names the draft to phones and makes its token; revision rises with every change of the draft.
CREATE TABLE form_draft (
  form_key bigint PRIMARY KEY REFERENCES form (id),
  uuid {blob} NOT NULL UNIQUE,
  token_sha256 {blob} NOT NULL UNIQUE,
  title text NOT NULL,
  version text NOT NULL,
  xml {blob} NOT NULL,
  md5 text NOT NULL,
  source_sha256 {blob},
  source_name text,
  warnings text NOT NULL,
  revision bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);

CREATE TABLE form_draft_file (
  form_key bigint NOT NULL REFERENCES form_draft (form_key),
  name text NOT NULL,
  sha256 {blob} NOT NULL,
  md5 text NOT NULL,
  bytes bigint NOT NULL,
  media_type text NOT NULL,
  PRIMARY KEY (form_key, name)
) {clustered};
CREATE INDEX form_draft_file_blob ON form_draft_file (sha256);

CREATE TABLE form_version_file (
  form_version_id bigint NOT NULL REFERENCES form_version (id),
  name text NOT NULL,
  sha256 {blob} NOT NULL,
  md5 text NOT NULL,
  bytes bigint NOT NULL,
  media_type text NOT NULL,
  PRIMARY KEY (form_version_id, name)
) {clustered};
CREATE INDEX form_version_file_blob ON form_version_file (sha256);

-- The spreadsheet a version was made of, when it was one.
ALTER TABLE form_version ADD COLUMN source_sha256 {blob};
ALTER TABLE form_version ADD COLUMN source_name text;

CREATE TABLE draft_submission (
  id {id},
  form_key bigint NOT NULL REFERENCES form_draft (form_key),
  instance_id text NOT NULL,
  form_version text NOT NULL,
  received_at bigint NOT NULL,
  problems text NOT NULL,
  xml_sha256 {blob} NOT NULL,
  xml {blob} NOT NULL,
  UNIQUE (form_key, instance_id)
);

CREATE TABLE draft_submission_file (
  draft_submission_id bigint NOT NULL REFERENCES draft_submission (id),
  name text NOT NULL,
  sha256 {blob} NOT NULL,
  bytes bigint NOT NULL,
  media_type text,
  PRIMARY KEY (draft_submission_id, name)
) {clustered};
CREATE INDEX draft_submission_file_blob ON draft_submission_file (sha256);

-- What earlier activities already use.
INSERT INTO form (audit_id, form_id, created_at)
  SELECT a.audit_id, v.form_id, min(v.published_at) FROM activity_form f JOIN activity a ON a.id = f.activity_id
  JOIN form_version v ON v.id = f.form_version_id GROUP BY a.audit_id, v.form_id;
INSERT INTO form_release (form_key, form_version_id, state, published_at, changed_at)
  SELECT DISTINCT m.id, v.id, 'published', v.published_at, v.published_at FROM activity_form f JOIN activity a ON a.id = f.activity_id
  JOIN form_version v ON v.id = f.form_version_id JOIN form m ON m.audit_id = a.audit_id AND m.form_id = v.form_id;
