-- Who works on which audit, as what, and what they may do there. Server-wide an account is an admin or a member; an admin
-- may do everything in every audit and needs no row here. role: facilitator, auditor. capabilities: bits, see
-- ingest/capability.h.

CREATE TABLE membership (
  audit_id bigint NOT NULL REFERENCES audit (id),
  account_id bigint NOT NULL REFERENCES account (id),
  role text NOT NULL,
  capabilities bigint NOT NULL,
  granted_at bigint NOT NULL,
  granted_by bigint REFERENCES account (id),
  PRIMARY KEY (audit_id, account_id)
) {clustered};
CREATE INDEX membership_account ON membership (account_id);

-- Whoever worked here until now could work on every audit: with 3, review and code; as an auditor with publish (4) too.
INSERT INTO membership (audit_id, account_id, role, capabilities, granted_at)
SELECT a.id, c.id, c.role, CASE c.role WHEN 'auditor' THEN 7 ELSE 3 END, c.created_at
FROM audit a CROSS JOIN account c WHERE c.role IN ('facilitator', 'auditor');
UPDATE account SET role = 'member' WHERE role <> 'admin';
