#include "server/routes/form_upload.h"

#include "base/text.h"
#include "server/routes/form_json.h"

#include <algorithm>

namespace cityaudit::server {
namespace {

Result<store::BlobName> store_blob(Server& server, std::string_view bytes) {
  CITYAUDIT_TRY(writer, server.domain.blobs->create());
  CITYAUDIT_CHECK(writer->write(bytes_of(bytes)));
  return writer->commit();
}

bool is_media_type(std::string_view type) {
  const auto allowed = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '-' || c == '+' || c == '.'; };
  return type.size() <= 100 && type.find('/') != std::string_view::npos && std::all_of(type.begin(), type.end(), allowed);
}

std::string_view type_by_ending(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {{".csv", "text/csv"},      {".geojson", "application/geo+json"},
                                                                     {".xml", "text/xml"},      {".png", "image/png"},
                                                                     {".jpg", "image/jpeg"},    {".jpeg", "image/jpeg"},
                                                                     {".svg", "image/svg+xml"}, {".webp", "image/webp"},
                                                                     {".mp3", "audio/mpeg"},    {".m4a", "audio/mp4"},
                                                                     {".ogg", "audio/ogg"},     {".wav", "audio/wav"},
                                                                     {".mp4", "video/mp4"},     {".webm", "video/webm"}};
  const std::string lower = to_lower_ascii(name);
  for (const auto& [ending, type] : types)
    if (lower.ends_with(ending)) return type;
  return "application/octet-stream";
}

}  // namespace

Result<FormUploadOutcome> take_form(Server& server, const ingest::Audit& audit, const FormUpload& upload) {
  const auto limits = ingest::ImportLimits::from(server.domain.settings);
  const auto read = [&](store::Transaction& tx) -> Result<ingest::Taxonomy> { return ingest::AuditThemes::of(tx, audit.id); };
  CITYAUDIT_TRY(themes, server.domain.database->read(read));
  CITYAUDIT_TRY(source, ingest::read_form_source(upload.bytes, upload.file_name, limits, themes));
  FormUploadOutcome outcome;
  outcome.faults = std::move(source.faults);
  outcome.warnings = std::move(source.warnings);
  if (!outcome.faults.empty() || (upload.refuse_warnings && !outcome.warnings.empty())) return outcome;
  ingest::NewDraft draft;
  draft.xml = source.xml;
  draft.expected_form_id = upload.expected_form_id;
  draft.expected_revision = upload.expected_revision;
  draft.only_if_new = upload.only_if_new;
  draft.actor = upload.actor;
  draft.source_name = upload.file_name;
  draft.warnings = boost::json::serialize(faults_to_json(outcome.warnings));
  if (source.spreadsheet) {
    CITYAUDIT_TRY(blob, store_blob(server, upload.bytes));
    draft.source = blob.sha256;
  }
  CITYAUDIT_TRY(stored, server.domain.form_drafts.put(audit, draft));
  outcome.draft = std::move(stored);
  return outcome;
}

Result<ingest::FormFile> store_form_file(Server& server, std::string_view name, std::string_view bytes, std::string_view media_type) {
  CITYAUDIT_TRY(blob, store_blob(server, bytes));
  return ingest::FormFile{std::string(name), blob.sha256, to_hex(Bytes{md5(bytes_of(bytes))}), blob.bytes, std::string(media_type)};
}

std::string media_type_of(const http::Request& request, std::string_view name) {
  const std::string type = to_lower_ascii(trim(split(request.header("content-type"), ';').front()));
  if (!is_media_type(type) || type == "application/octet-stream" || type == "application/x-www-form-urlencoded")
    return std::string(type_by_ending(name));
  return type;
}

}  // namespace cityaudit::server
