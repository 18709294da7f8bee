#pragma once
// What an author sends, made a draft: the same for the pages and for Central's clients. On pool threads.

#include "ingest/form_source.h"
#include "server/server.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server {

struct FormUpload {
  std::string_view bytes;
  std::string_view file_name;                     // as its author calls it; may be empty
  std::string expected_form_id;                   // of the form it is to be a draft of; empty: whichever it says
  std::optional<std::int64_t> expected_revision;  // of the draft that was edited
  bool only_if_new = false;
  bool refuse_warnings = false;
  std::string actor;
};

struct FormUploadOutcome {
  std::optional<ingest::FormDraft> draft;  // when nothing was wrong
  std::vector<ingest::FormFault> faults;
  std::vector<ingest::FormFault> warnings;
};

/// Faults are an outcome, not an error: nothing was stored then. The same for warnings when they are to be refused.
Result<FormUploadOutcome> take_form(Server& server, const ingest::Audit& audit, const FormUpload& upload);

/// The file beside a draft, stored.
Result<ingest::FormFile> store_form_file(Server& server, std::string_view name, std::string_view bytes, std::string_view media_type);

/// What the content of `request` is called: Content-Type without parameters when it is a plain one, else by the name's ending.
std::string media_type_of(const http::Request& request, std::string_view name);

}  // namespace cityaudit::server
