#include "ingest/blob_owners.h"

#include <fmt/format.h>

namespace cityaudit::ingest {
namespace {

void add_submission_files(store::Transaction& tx, const Sha256& name, std::vector<std::string>& owners) {
  store::Rows rows = tx.query(
      "SELECT s.instance_id, p.uuid FROM attachment a JOIN submission s ON s.id = a.submission_id "
      "LEFT JOIN photo p ON p.submission_id = a.submission_id AND p.attachment_name = a.name WHERE a.sha256 = $1 ORDER BY s.id",
      name);
  while (rows.next()) {
    owners.push_back(rows.is_null(1) ? fmt::format("a file of submission {}", rows.text(0))
                                     : fmt::format("the original of photo {} of submission {}", to_string(rows.uuid(1)), rows.text(0)));
  }
}

void add_derivatives(store::Transaction& tx, const Sha256& name, const char* column, const char* word, std::vector<std::string>& owners) {
  store::Rows rows = tx.query(fmt::format("SELECT s.instance_id, p.uuid FROM photo p JOIN submission s ON s.id = p.submission_id "
                                          "WHERE p.{} = $1 ORDER BY p.id",
                                          column),
                              name);
  while (rows.next()) owners.push_back(fmt::format("the {} of photo {} of submission {}", word, to_string(rows.uuid(1)), rows.text(0)));
}

void add_forms(store::Transaction& tx, const Sha256& name, std::vector<std::string>& owners) {
  store::Rows rows = tx.query(
      "SELECT form_id, version FROM form_version WHERE source_sha256 = $1 OR id IN "
      "(SELECT form_version_id FROM form_version_file WHERE sha256 = $1) ORDER BY id",
      name);
  while (rows.next()) owners.push_back(fmt::format("a file of form {}, version {}", rows.text(0), rows.text(1)));
  store::Rows drafts = tx.query(
      "SELECT title FROM form_draft WHERE source_sha256 = $1 OR form_key IN (SELECT form_key FROM form_draft_file WHERE sha256 = $1)",
      name);
  while (drafts.next()) owners.push_back(fmt::format("a file of the draft of form \"{}\"", drafts.text(0)));
}

}  // namespace

std::vector<std::string> owners_of_blob(store::Transaction& tx, const Sha256& name) {
  std::vector<std::string> owners;
  add_submission_files(tx, name, owners);
  add_derivatives(tx, name, "thumbnail_sha256", "thumbnail", owners);
  add_derivatives(tx, name, "preview_sha256", "preview", owners);
  add_derivatives(tx, name, "veil_sha256", "veil", owners);
  store::Rows uploads = tx.query("SELECT uuid FROM upload WHERE sha256 = $1 ORDER BY id", name);
  while (uploads.next()) owners.push_back(fmt::format("upload {}, which is whole", to_string(uploads.uuid(0))));
  store::Rows papers = tx.query("SELECT id FROM consent WHERE scan_sha256 = $1 ORDER BY id", name);
  while (papers.next()) owners.push_back(fmt::format("the signed paper of consent {}", papers.integer(0)));
  store::Rows releases = tx.query("SELECT uuid FROM photo_release WHERE scan_sha256 = $1 ORDER BY id", name);
  while (releases.next()) owners.push_back(fmt::format("the signed paper of release {}", to_string(releases.uuid(0))));
  add_forms(tx, name, owners);
  return owners;
}

}  // namespace cityaudit::ingest
