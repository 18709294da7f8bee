-- What an audit has changed about its themes; all others are those that travel with the program (config/taxonomy/themes.json).
-- No row is ever deleted, because answers hold codes. own: 1 for a theme that the audit added. name: an object from language to
-- the names that differ. labs: words separated by spaces; empty for those it has anyway. hidden: 1 while the audit does without.

CREATE TABLE audit_theme (
  audit_id bigint NOT NULL REFERENCES audit (id),
  code text NOT NULL,
  own bigint NOT NULL,
  name text NOT NULL,
  labs text NOT NULL,
  hidden bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (audit_id, code)
) {clustered};
