#include "server/openrosa/forms.h"

#include "base/text.h"
#include "server/blob_source.h"
#include "server/openrosa/enrolled.h"
#include "server/openrosa/reply.h"
#include "server/server.h"

#include <fmt/format.h>

#include <cctype>

namespace cityaudit::server::openrosa {
namespace {

using ingest::IntakeActivity;

std::string md5_hex(std::string_view bytes) { return to_hex(Bytes{md5(bytes_of(bytes))}); }

std::string form_url(const Server& server, const http::Request& request, const ingest::CompiledForm& form) {
  return fmt::format("{}/forms/{}", base_url(server, request), to_string(form.uuid));
}

http::Response xml(std::string body) { return http::text_response(200, "text/xml; charset=utf-8", std::move(body)); }

/// Any version ever offered here: a phone may still be busy with an older one.
std::shared_ptr<const ingest::CompiledForm> requested_form(const IntakeActivity& intake, const http::Request& request) {
  for (const auto& form : intake.forms)
    if (to_string(form->uuid) == request.parameter("form")) return form;
  return nullptr;
}

std::string list_entry(const Server& server, const http::Request& request, const IntakeActivity& intake) {
  const ingest::CompiledForm& form = *intake.form;
  const ingest::FormDefinition& definition = form.definition;
  const std::string url = form_url(server, request, form);
  std::string entry = fmt::format("<xform><formID>{}</formID><name>{}</name>", escape_xml(definition.form_id),
                                  escape_xml(ingest::text_in(intake.activity.title, request.language)));
  if (!definition.version.empty()) entry += fmt::format("<version>{}</version>", escape_xml(definition.version));
  entry += fmt::format("<hash>md5:{}</hash>", form.md5);
  if (const auto purpose = ingest::text_in(intake.activity.purpose, request.language); !purpose.empty())
    entry += fmt::format("<descriptionText>{}</descriptionText>", escape_xml(purpose));
  entry += fmt::format("<downloadUrl>{}/form.xml</downloadUrl>", escape_xml(url));
  if (!intake.lists.empty() || !form.files.empty()) entry += fmt::format("<manifestUrl>{}/manifest.xml</manifestUrl>", escape_xml(url));
  return entry + "</xform>";
}

std::string manifest_entry(const std::string& url, std::string_view name, std::string_view md5) {
  return fmt::format("<mediaFile><filename>{}</filename><hash>md5:{}</hash><downloadUrl>{}/media/{}</downloadUrl></mediaFile>",
                     escape_xml(name), md5, escape_xml(url), escape_xml(percent_encoded(name)));
}

/// A file that was attached to the form; its type is what the author said, so browsers get it as a download and run nothing of it.
http::Response attached_file(Server& server, const http::Request& request, const ingest::FormFile& file) {
  auto reader = server.domain.blobs->open(file.sha256);
  if (!reader) return error_response(reader.error(), server.domain.messages, request);
  http::Response response;
  response.set("Content-Type", file.media_type);
  response.set("Content-Disposition", "attachment");
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.body = std::make_shared<BlobSource>(std::move(*reader));
  return http::with_etag(request, '"' + file.md5 + '"', std::move(response));
}

http::Response failure(const Server& server, const http::Request& request, const Error& error) {
  return with_headers(error_response(error, server.domain.messages, request), server.domain.settings, request);
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

http::Response form_list(Server& server, http::Request& request, const Caller&) {
  const auto intake = find_enrolled(server, request);
  if (!intake) return failure(server, request, intake.error());
  const std::string_view wanted = request.query_value("formID");
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xforms xmlns=\"http://openrosa.org/xforms/xformsList\">";
  // A replaced poster offers nothing new; what its phones have filled in is still taken.
  if (!(*intake)->revoked && (wanted.empty() || wanted == (*intake)->form->definition.form_id))
    body += list_entry(server, request, **intake);
  return with_headers(xml(body + "</xforms>"), server.domain.settings, request);
}

http::Response form_xml(Server& server, http::Request& request, const Caller&) {
  const auto intake = find_enrolled(server, request);
  if (!intake) return failure(server, request, intake.error());
  const auto form = requested_form(**intake, request);
  if (!form) return failure(server, request, Error(ErrorKind::not_found, "form.unknown"));
  auto bytes = (*intake)->draft ? Result<std::string>((*intake)->draft->xml) : server.domain.forms.xml(form->id);
  if (!bytes) return failure(server, request, bytes.error());
  return with_headers(http::with_etag(request, '"' + form->md5 + '"', xml(std::move(*bytes))), server.domain.settings, request);
}

http::Response manifest(Server& server, http::Request& request, const Caller&) {
  const auto intake = find_enrolled(server, request);
  if (!intake) return failure(server, request, intake.error());
  const auto form = requested_form(**intake, request);
  if (!form) return failure(server, request, Error(ErrorKind::not_found, "form.unknown"));
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">";
  const std::string url = form_url(server, request, *form);
  for (const ingest::FormFile& file : form->files) body += manifest_entry(url, file.name, file.md5);
  for (const auto& [name, bytes] : (*intake)->lists) body += manifest_entry(url, name, md5_hex(bytes));
  return with_headers(xml(body + "</manifest>"), server.domain.settings, request);
}

http::Response media_file(Server& server, http::Request& request, const Caller&) {
  const auto intake = find_enrolled(server, request);
  if (!intake) return failure(server, request, intake.error());
  if (const auto form = requested_form(**intake, request))
    for (const ingest::FormFile& file : form->files)
      if (file.name == request.parameter("name"))
        return with_headers(attached_file(server, request, file), server.domain.settings, request);
  const auto list = (*intake)->lists.find(request.parameter("name"));
  if (list == (*intake)->lists.end()) return failure(server, request, Error(ErrorKind::not_found, "form.file_unknown"));
  const std::string tag = '"' + md5_hex(list->second) + '"';
  return with_headers(http::with_etag(request, tag, http::text_response(200, "text/csv; charset=utf-8", list->second)),
                      server.domain.settings, request);
}

}  // namespace cityaudit::server::openrosa
