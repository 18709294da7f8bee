-- Entries of live lists that are no nouns of their own yet: sessions, indicators, projects. An entry that is no longer listed
-- stays, with seq -1, for the answers that name it.

CREATE TABLE list_entry (
  audit_id bigint NOT NULL REFERENCES audit (id),
  list text NOT NULL,
  code text NOT NULL,
  seq bigint NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (audit_id, list, code)
) {clustered};
