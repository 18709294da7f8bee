#include "ingest/form_files.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

std::vector<FormFile> read_files(store::Rows rows) {
  std::vector<FormFile> out;
  while (rows.next()) out.push_back({rows.string(0), rows.sha256(1), rows.string(2), rows.integer(3), rows.string(4)});
  return out;
}

}  // namespace

std::vector<FormFile> files_of_version(store::Transaction& tx, FormVersionId version) {
  return read_files(
      tx.query("SELECT name, sha256, md5, bytes, media_type FROM form_version_file WHERE form_version_id = $1 ORDER BY name", version));
}

std::vector<FormFile> files_of_draft(store::Transaction& tx, FormId form) {
  return read_files(tx.query("SELECT name, sha256, md5, bytes, media_type FROM form_draft_file WHERE form_key = $1 ORDER BY name", form));
}

void put_version_file(store::Transaction& tx, FormVersionId version, const FormFile& file) {
  tx.execute("INSERT INTO form_version_file (form_version_id, name, sha256, md5, bytes, media_type) VALUES ($1, $2, $3, $4, $5, $6)",
             version, file.name, file.sha256, file.md5, file.bytes, file.media_type);
}

void put_draft_file(store::Transaction& tx, FormId form, const FormFile& file) {
  tx.execute(
      "INSERT INTO form_draft_file (form_key, name, sha256, md5, bytes, media_type) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (form_key, name) DO UPDATE SET sha256 = $3, md5 = $4, bytes = $5, media_type = $6",
      form, file.name, file.sha256, file.md5, file.bytes, file.media_type);
}

bool same_files(const std::vector<FormFile>& one, const std::vector<FormFile>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const FormFile& a, const FormFile& b) { return a.name == b.name && a.sha256 == b.sha256; });
}

bool is_form_file_name(std::string_view name) {
  const auto unusable = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\'; };
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." && std::none_of(name.begin(), name.end(), unusable);
}

}  // namespace cityaudit::ingest
