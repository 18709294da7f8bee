#include "ingest/blob_names.h"

namespace cityaudit::ingest {

bool is_blob_named(store::Transaction& tx, const Sha256& name) {
  return tx.integer("SELECT 1 FROM attachment WHERE sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM upload WHERE sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM photo WHERE thumbnail_sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM photo WHERE preview_sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM photo WHERE veil_sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM consent WHERE scan_sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM photo_release WHERE scan_sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM form_version_file WHERE sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM form_draft_file WHERE sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM draft_submission_file WHERE sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM form_version WHERE source_sha256 = $1 LIMIT 1", name) ||
         tx.integer("SELECT 1 FROM form_draft WHERE source_sha256 = $1 LIMIT 1", name);
}

void for_each_named_blob(store::Transaction& tx, const std::function<void(const Sha256&, std::string_view)>& fn) {
  store::Rows files = tx.query("SELECT sha256 FROM attachment WHERE sha256 IS NOT NULL");
  while (files.next()) fn(files.sha256(0), "a file of a submission");
  store::Rows uploads = tx.query("SELECT sha256 FROM upload WHERE sha256 IS NOT NULL");
  while (uploads.next()) fn(uploads.sha256(0), "an upload that waits for its submission");
  store::Rows photos = tx.query("SELECT thumbnail_sha256, preview_sha256, veil_sha256 FROM photo WHERE state = 'ready'");
  while (photos.next()) {
    fn(photos.sha256(0), "a thumbnail");
    fn(photos.sha256(1), "a preview");
    if (!photos.is_null(2)) fn(photos.sha256(2), "a veiled thumbnail");
  }
  store::Rows scans = tx.query(
      "SELECT scan_sha256 FROM consent WHERE scan_sha256 IS NOT NULL UNION SELECT scan_sha256 FROM photo_release WHERE scan_sha256 IS NOT "
      "NULL");
  while (scans.next()) fn(scans.sha256(0), "a signed paper");
  store::Rows forms = tx.query(
      "SELECT sha256 FROM form_version_file UNION SELECT sha256 FROM form_draft_file UNION SELECT sha256 FROM draft_submission_file "
      "UNION SELECT source_sha256 FROM form_version WHERE source_sha256 IS NOT NULL "
      "UNION SELECT source_sha256 FROM form_draft WHERE source_sha256 IS NOT NULL");
  while (forms.next()) fn(forms.sha256(0), "a file of a form");
}

}  // namespace cityaudit::ingest
