-- What is left of a photo that was erased, and what of it has still to leave the blob store.

-- of an erased photo: NULL, for its digest goes with it (a column cannot be made nullable in the same way everywhere)
ALTER TABLE photo ADD COLUMN original {blob};
UPDATE photo SET original = original_sha256;
ALTER TABLE photo DROP COLUMN original_sha256;
ALTER TABLE photo RENAME COLUMN original TO original_sha256;
-- state is 'erased' from then on, and attachment_name what stands in the place of the file's name
ALTER TABLE photo ADD COLUMN erased_at bigint;

ALTER TABLE attachment ADD COLUMN erased_at bigint;

-- Of xml as it stands, once the name of an erased photo's file was taken out of it; NULL: those are the bytes that were received.
-- xml_sha256 stays that of the received bytes: it tells a phone's repeated post from another one.
ALTER TABLE submission ADD COLUMN xml_kept_sha256 {blob};

-- One for each file that was erased, and for each revision of its submission. name_digest: SHA-256 of salt and the file's name, so that a
-- phone that sends the file again does not bring the photo back. photo_id: of the page on which it was erased. done_at: since when no byte
-- of it is left in the blob store and in the database.
CREATE TABLE photo_tombstone (
  submission_id bigint NOT NULL REFERENCES submission (id),
  attachment_name text NOT NULL,
  photo_id bigint NOT NULL REFERENCES photo (id),
  salt {blob} NOT NULL,
  name_digest {blob} NOT NULL,
  ground text NOT NULL,
  erased_at bigint NOT NULL,
  erased_by bigint REFERENCES account (id),
  done_at bigint,
  PRIMARY KEY (submission_id, attachment_name)
) {clustered};
CREATE INDEX photo_tombstone_open ON photo_tombstone (photo_id) WHERE done_at IS NULL;

-- Bytes that are to leave the blob store: a blob, unless another row names it, or an unfinished upload. The row goes with them.
CREATE TABLE doomed_file (
  id {id},
  photo_id bigint NOT NULL REFERENCES photo (id),
  blob_sha256 {blob},
  partial_uuid {blob},
  since bigint NOT NULL,
  due_at bigint NOT NULL
);
CREATE INDEX doomed_file_photo ON doomed_file (photo_id);
CREATE INDEX doomed_file_due ON doomed_file (due_at);
