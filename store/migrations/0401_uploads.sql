-- Files that arrive in pieces (tus), until their submission has them or they expire. The bytes before completion are a partial
-- of the blob store named by uuid; `bytes` of them are acknowledged. sha256 is set when all are there.
CREATE TABLE upload (
  id {id},
  uuid {blob} NOT NULL UNIQUE,
  activity_id bigint NOT NULL REFERENCES activity (id),
  instance_uuid {blob} NOT NULL,
  file_name text NOT NULL,
  media_type text NOT NULL,
  bytes_expected bigint,
  bytes bigint NOT NULL,
  sha256_expected {blob},
  sha256 {blob},
  looks_like_photo bigint NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX upload_instance ON upload (instance_uuid);
CREATE INDEX upload_expiry ON upload (expires_at);
CREATE INDEX upload_activity ON upload (activity_id);
CREATE INDEX upload_blob ON upload (sha256) WHERE sha256 IS NOT NULL;
