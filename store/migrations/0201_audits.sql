-- Audits, their waves and areas, the forms, and the activities that tie a form to a wave.

-- Caches of other processes and threads are good as long as the generation they were made with stands.
CREATE TABLE generation (name text PRIMARY KEY, value bigint NOT NULL) {clustered};
INSERT INTO generation (name, value) VALUES ('activities', 1);

CREATE TABLE audit (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  number bigint NOT NULL UNIQUE,
  slug text NOT NULL UNIQUE,
  title text NOT NULL,
  city text NOT NULL,
  country text NOT NULL,
  starts_on text,
  ends_on text,
  lead_organisation text,
  funder text,
  languages text NOT NULL,
  time_zone text NOT NULL,
  demonstration bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  version bigint NOT NULL
);

CREATE TABLE wave (
  id {id},
  audit_id bigint NOT NULL REFERENCES audit (id),
  number bigint NOT NULL,
  starts_on text,
  ends_on text,
  freeze_forms bigint NOT NULL,
  UNIQUE (audit_id, number)
);

CREATE TABLE area (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  audit_id bigint NOT NULL REFERENCES audit (id),
  code text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  parent_id bigint REFERENCES area (id),
  latitude {real},
  longitude {real},
  outline text,
  UNIQUE (audit_id, code)
);

CREATE TABLE form_version (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  form_id text NOT NULL,
  version text NOT NULL,
  title text NOT NULL,
  state text NOT NULL,
  xml {blob} NOT NULL,
  md5 text NOT NULL,
  published_at bigint NOT NULL,
  UNIQUE (form_id, version)
);

CREATE TABLE walk (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  audit_id bigint NOT NULL REFERENCES audit (id),
  code text NOT NULL,
  name text NOT NULL,
  area_id bigint REFERENCES area (id),
  starts_at bigint,
  capacity bigint,
  UNIQUE (audit_id, code)
);

CREATE TABLE stop (
  id {id},
  walk_id bigint NOT NULL REFERENCES walk (id),
  seq bigint NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  latitude {real},
  longitude {real},
  radius_metres bigint NOT NULL,
  UNIQUE (walk_id, seq),
  UNIQUE (walk_id, code)
);

CREATE TABLE activity (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  audit_id bigint NOT NULL REFERENCES audit (id),
  wave_id bigint NOT NULL REFERENCES wave (id),
  number bigint NOT NULL,
  code text NOT NULL,
  instrument text NOT NULL,
  form_version_id bigint NOT NULL REFERENCES form_version (id),
  title text NOT NULL,
  purpose text NOT NULL,
  opens_at bigint,
  closes_at bigint,
  walk_id bigint REFERENCES walk (id),
  people_expected bigint,
  link_epoch bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  version bigint NOT NULL,
  UNIQUE (audit_id, code)
);

-- Every form version an activity has ever used: phones with an older one are still served.
CREATE TABLE activity_form (
  activity_id bigint NOT NULL REFERENCES activity (id),
  form_version_id bigint NOT NULL REFERENCES form_version (id),
  PRIMARY KEY (activity_id, form_version_id)
) {clustered};

-- kind: activity (a poster; the token can be made again from the link key) or personal (random, shown once).
CREATE TABLE link (
  token_sha256 {blob} PRIMARY KEY,
  kind text NOT NULL,
  activity_id bigint NOT NULL REFERENCES activity (id),
  participation_id bigint,
  epoch bigint NOT NULL,
  revoked_at bigint
) {clustered};
CREATE INDEX link_activity ON link (activity_id);
