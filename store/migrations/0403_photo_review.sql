-- What people said of a photo, what was covered in it, and who cleared it. A photo that may show people nobody asked stays
-- behind its veil until a person has looked at it.

-- as the submitter declared: none, not_identifiable, identifiable, minors
ALTER TABLE attachment ADD COLUMN people text;

ALTER TABLE photo ADD COLUMN people text NOT NULL DEFAULT 'undeclared';
-- of the derivatives that are to be served
ALTER TABLE photo ADD COLUMN redactions text NOT NULL DEFAULT '[]';
ALTER TABLE photo ADD COLUMN veil_sha256 {blob};
-- perceptual hash of what was photographed; personal data like the photo
ALTER TABLE photo ADD COLUMN fingerprint bigint;
-- blurred, dark, bright
ALTER TABLE photo ADD COLUMN hints text NOT NULL DEFAULT '';
ALTER TABLE photo ADD COLUMN suggested_at bigint;
ALTER TABLE photo ADD COLUMN cleared_at bigint;
ALTER TABLE photo ADD COLUMN cleared_by bigint REFERENCES account (id);
-- nobody_recognisable, covered, released
ALTER TABLE photo ADD COLUMN clearance text;
CREATE INDEX photo_veil ON photo (veil_sha256) WHERE veil_sha256 IS NOT NULL;

-- Where a detector believes to see a face or a number plate; in ten-thousandths of the upright picture's sides.
CREATE TABLE photo_suggestion (
  photo_id bigint NOT NULL REFERENCES photo (id),
  seq bigint NOT NULL,
  kind text NOT NULL,
  from_x bigint NOT NULL,
  from_y bigint NOT NULL,
  to_x bigint NOT NULL,
  to_y bigint NOT NULL,
  score bigint NOT NULL,
  PRIMARY KEY (photo_id, seq)
) {clustered};

-- Who saw a photo without what covers it, and why.
CREATE TABLE photo_unsealing (
  id {id},
  photo_id bigint NOT NULL REFERENCES photo (id),
  account_id bigint NOT NULL REFERENCES account (id),
  at bigint NOT NULL,
  reason text NOT NULL
);
CREATE INDEX photo_unsealing_photo ON photo_unsealing (photo_id);
