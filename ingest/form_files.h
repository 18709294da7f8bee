#pragma once
// Files that travel beside a form: pictures and sounds of its questions, lists of choices, the spreadsheet it was made of.
// Their bytes are blobs. Inside a transaction, on its thread.

#include "base/result.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct FormFile {
  std::string name;
  Sha256 sha256;
  std::string md5;  // 32 hex digits: what phones compare
  std::int64_t bytes = 0;
  std::string media_type;
};

/// By name.
std::vector<FormFile> files_of_version(store::Transaction& tx, FormVersionId version);
std::vector<FormFile> files_of_draft(store::Transaction& tx, FormId form);
void put_version_file(store::Transaction& tx, FormVersionId version, const FormFile& file);
void put_draft_file(store::Transaction& tx, FormId form, const FormFile& file);

/// The same names with the same bytes.
bool same_files(const std::vector<FormFile>& one, const std::vector<FormFile>& other);

/// Usable as a name in the manifest and in an address: no slash, no control character, 1 to 255 bytes.
bool is_form_file_name(std::string_view name);

}  // namespace cityaudit::ingest
