#include "server/central/form_json.h"

#include "base/text.h"
#include "server/blob_source.h"
#include "server/routes/handler.h"

#include <algorithm>

namespace cityaudit::server::central {
namespace {

namespace json = boost::json;

/// Central's words: phones may fetch and send; may send; neither is offered any more.
std::string_view state_word(std::string_view state) {
  if (state == "deprecated") return "closing";
  if (state == "archived") return "closed";
  return "open";
}

json::object common(const ingest::Audit& audit, const ingest::AuditForm& form, std::string_view title) {
  return {{"projectId", audit.number},
          {"xmlFormId", form.form_id},
          {"name", handlers::text_or_null(title)},
          {"createdAt", to_iso8601(form.created_at)},
          {"keyId", nullptr},
          {"enketoId", nullptr},
          {"enketoOnceId", nullptr}};
}

/// The media kinds of Central's attachment list.
std::string_view kind_of(std::string_view media_type) {
  if (media_type.starts_with("image/")) return "image";
  if (media_type.starts_with("audio/")) return "audio";
  if (media_type.starts_with("video/")) return "video";
  return "file";
}

}  // namespace

Result<ingest::Audit> audit_of(Server& server, const http::Request& request) {
  const auto number = parse_integer(request.parameter("number"));
  CITYAUDIT_TRY(audits, server.domain.audits.all());
  for (ingest::Audit& audit : audits)
    if (audit.number == number) return std::move(audit);
  return Error(ErrorKind::not_found, "audit.unknown");
}

json::object version_object(const ingest::Audit& audit, const ingest::AuditForm& form, const ingest::FormRelease& release) {
  json::object out = common(audit, form, release.title);
  out["version"] = release.version;
  out["hash"] = release.md5;
  out["state"] = state_word(release.state);
  out["updatedAt"] = to_iso8601(release.published_at);
  out["publishedAt"] = to_iso8601(release.published_at);
  out["draftToken"] = nullptr;
  return out;
}

json::object draft_object(const ingest::Audit& audit, const ingest::AuditForm& form, std::string_view token) {
  json::object out = common(audit, form, form.draft->title);
  out["version"] = form.draft->version;
  out["hash"] = form.draft->md5;
  out["state"] = "open";
  out["updatedAt"] = to_iso8601(form.draft->updated_at);
  out["publishedAt"] = nullptr;
  out["draftToken"] = handlers::text_or_null(token);
  return out;
}

json::object form_object(const ingest::Audit& audit, const ingest::AuditForm& form, bool extended) {
  json::object out = form.releases.empty() ? draft_object(audit, form, {}) : version_object(audit, form, form.releases.front());
  if (!extended) return out;
  std::int64_t submissions = 0;
  for (const ingest::FormRelease& release : form.releases) submissions += release.submissions;
  const bool spreadsheet = form.releases.empty() ? form.draft->source.has_value() : form.releases.front().source.has_value();
  out["submissions"] = submissions;
  out["excelContentType"] = spreadsheet ? json::value(xlsx_type) : json::value(nullptr);
  return out;
}

json::object attachment(std::string_view name, std::string_view media_type, const ingest::FormFile* file, UtcMillis updated_at) {
  return {{"name", name},
          {"type", kind_of(media_type)},
          {"exists", file != nullptr},
          {"blobExists", file != nullptr},
          {"datasetExists", false},
          {"hash", file ? json::value(file->md5) : json::value(nullptr)},
          {"updatedAt", file ? json::value(to_iso8601(updated_at)) : json::value(nullptr)}};
}

json::array attachments(const ingest::FormDefinition& definition, const std::vector<ingest::FormFile>& files, UtcMillis updated_at) {
  json::array out;
  for (const ingest::FormFile& file : files) out.push_back(attachment(file.name, file.media_type, &file, updated_at));
  for (const std::string& name : definition.media_files) {
    const bool there = std::any_of(files.begin(), files.end(), [&](const ingest::FormFile& file) { return file.name == name; });
    if (!there) out.push_back(attachment(name, media_type_of({}, name), nullptr, updated_at));
  }
  return out;
}

http::Response success() { return handlers::json_answer(json::object{{"success", true}}); }

bool wants_extended(const http::Request& request) { return equals_ignoring_case(request.header("x-extended-metadata"), "true"); }

Result<ingest::FormDraft> take_body(Server& server, const http::Request& request, const ingest::Audit& audit, const Caller& caller,
                                    std::string_view expected_form_id, bool only_if_new) {
  FormUpload upload;
  upload.bytes = request.body;
  const std::string_view fallback = request.header("x-xlsform-formid-fallback");
  const std::string name = std::string(fallback.empty() ? "form" : fallback) + ".xlsx";
  upload.file_name = name;
  upload.expected_form_id = expected_form_id;
  upload.only_if_new = only_if_new;
  upload.refuse_warnings = !equals_ignoring_case(request.query_value("ignoreWarnings"), "true");
  upload.actor = caller.actor();
  CITYAUDIT_TRY(outcome, take_form(server, audit, upload));
  if (outcome.draft) return std::move(*outcome.draft);
  const auto& listed = outcome.faults.empty() ? outcome.warnings : outcome.faults;
  Error error(ErrorKind::invalid, outcome.faults.empty() ? "form.warnings" : "form.faulty", {}, {{"count", std::to_string(listed.size())}});
  for (const ingest::FormFault& fault : listed) {
    std::string place = fault.path;
    if (!fault.sheet.empty())
      place = fault.sheet + (fault.row > 0 ? ":" + std::to_string(fault.row) : "") + (fault.column.empty() ? "" : ":" + fault.column);
    error.fields.push_back({std::move(place), fault.code, fault.arguments});
  }
  return error;
}

http::Response xml_answer(const http::Request& request, std::string xml, const std::string& md5) {
  return http::with_etag(request, '"' + md5 + '"', http::text_response(200, "application/xml; charset=utf-8", std::move(xml)));
}

Result<http::Response> blob_answer(Server& server, const http::Request& request, const Sha256& name, std::string_view media_type) {
  CITYAUDIT_TRY(reader, server.domain.blobs->open(name));
  http::Response response;
  response.set("Content-Type", std::string(media_type));
  response.set("Content-Disposition", "attachment");
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.body = std::make_shared<BlobSource>(std::move(reader));
  return http::with_etag(request, '"' + to_hex(name) + '"', std::move(response));
}

}  // namespace cityaudit::server::central
