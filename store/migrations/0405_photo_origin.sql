-- When and where a photo was taken, as its camera wrote it into the file: only where the form asks for it.

-- as the form asks: time, place, both, or nothing
ALTER TABLE attachment ADD COLUMN keep text;
ALTER TABLE photo ADD COLUMN keep text NOT NULL DEFAULT '';

-- Restricted: one function reads it, and writes down for whom (ingest/photo_origins.h). It goes with its photo.
CREATE TABLE photo_origin (
  photo_id bigint NOT NULL PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
  taken_at text,
  latitude_e5 bigint CHECK (latitude_e5 BETWEEN -9000000 AND 9000000),
  longitude_e5 bigint CHECK (longitude_e5 BETWEEN -18000000 AND 18000000),
  accuracy_metres bigint CHECK (accuracy_metres BETWEEN 1 AND 65535),
  kept_at bigint NOT NULL,
  CHECK ((latitude_e5 IS NULL) = (longitude_e5 IS NULL)),
  CHECK (taken_at IS NOT NULL OR latitude_e5 IS NOT NULL)
) {clustered};
CREATE INDEX photo_origin_kept ON photo_origin (kept_at);

-- what was looked at: picture, origin
ALTER TABLE photo_unsealing ADD COLUMN what text NOT NULL DEFAULT 'picture';
