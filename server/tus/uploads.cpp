#include "server/tus/uploads.h"

#include "base/text.h"
#include "server/problem.h"
#include "server/routes/handler.h"
#include "server/tus/headers.h"
#include "server/tus/piece_reader.h"

namespace cityaudit::server::tus {
namespace {

constexpr std::string_view piece_type = "application/offset+octet-stream";

/// The activity of the token; forbidden ("link.unknown") without one. A draft's photos come with its test submission.
Result<ingest::Activity> activity_of(Server& server, const http::Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view header = request.header("authorization");
  if (header.size() <= scheme.size() || !equals_ignoring_case(header.substr(0, scheme.size()), scheme))
    return Error(ErrorKind::forbidden, "link.unknown");
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(trim(header.substr(scheme.size()))));
  if (intake->draft) return Error(ErrorKind::conflict, "upload.draft");
  return intake->activity;
}

Result<Uuid> id_of(const http::Request& request) {
  const auto id = parse_uuid(request.parameter("id"));
  if (!id) return Error(ErrorKind::not_found, "upload.unknown");
  return *id;
}

Result<std::optional<Checksum>> checksum_of(const http::Request& request) {
  const std::string_view header = request.header("upload-checksum");
  if (header.empty()) return std::optional<Checksum>();
  CITYAUDIT_TRY(checksum, Checksum::begin(header));
  return std::optional<Checksum>(std::move(checksum));
}

/// The partial as far as it is acknowledged. Where its bytes are gone (a crash between blob and row), it starts again from nothing.
Result<std::unique_ptr<store::PartialBlob>> open_partial(Server& server, const ingest::Upload& upload) {
  auto partial = server.domain.blobs->open_partial(upload.uuid, upload.bytes);
  if (partial || partial.error().code != "blob.missing") return partial;
  CITYAUDIT_CHECK(server.domain.uploads.acknowledge(upload.uuid, 0));
  return Error(ErrorKind::conflict, "upload.offset", {}, {{"offset", "0"}});
}

http::Response answer(Server& server, const http::Request& request, const Result<http::Response>& outcome) {
  const Domain& domain = server.domain;
  return with_capabilities(outcome ? *outcome : problem_document(outcome.error(), domain.messages, request), domain.settings);
}

Result<http::Response> describe(Server& server, const http::Request& request) {
  CITYAUDIT_CHECK(check_version(request));
  CITYAUDIT_TRY(activity, activity_of(server, request));
  CITYAUDIT_TRY(id, id_of(request));
  CITYAUDIT_TRY(upload, server.domain.uploads.find(activity, id));
  if (request.method == http::Method::head) {
    // Who asks this way goes on from there: a request that fills it still is one whose sender is elsewhere by now.
    server.uploads_under_way.give_way(id);
    CITYAUDIT_TRY(now, server.domain.uploads.find(activity, id));
    upload = std::move(now);
  }
  boost::json::object receipt{{"name", upload.file_name},
                              {"bytes", upload.bytes},
                              {"bytes_expected", upload.bytes_expected ? boost::json::value(*upload.bytes_expected) : nullptr},
                              {"complete", upload.complete()},
                              {"sha256", upload.sha256 ? boost::json::value(to_hex(*upload.sha256)) : nullptr},
                              {"expires_at", to_iso8601(upload.expires_at)}};
  return with_progress(handlers::json_answer(receipt), upload, upload.bytes);
}

Result<http::Response> forget(Server& server, const http::Request& request) {
  CITYAUDIT_CHECK(check_version(request));
  CITYAUDIT_TRY(activity, activity_of(server, request));
  CITYAUDIT_TRY(id, id_of(request));
  CITYAUDIT_CHECK(server.domain.uploads.remove(activity, id));
  return handlers::no_content();
}

/// A body that must be empty, for a method that came by POST.
class EmptyBody final : public http::BodyReader {
 public:
  explicit EmptyBody(http::Response answer) : answer_(std::move(answer)) {}
  Result<> write(std::span<const unsigned char>) override {
    return Error(ErrorKind::invalid, "upload.header", {}, {{"header", "content-length"}});
  }
  http::Response finish() override { return std::move(answer_); }

 private:
  http::Response answer_;
};

}  // namespace

http::Response options(Server& server, http::Request&, const Caller&) {
  http::Response response;
  response.status = 204;
  return with_capabilities(std::move(response), server.domain.settings);
}

Result<std::unique_ptr<http::BodyReader>> create(Server& server, http::Request& request) {
  const Settings& settings = server.domain.settings;
  CITYAUDIT_CHECK(check_version(request));
  CITYAUDIT_TRY(activity, activity_of(server, request));
  CITYAUDIT_TRY(wanted, read_metadata(request, settings.size("openrosa.file_name_bytes_max")));
  CITYAUDIT_TRY(length, byte_count(request, "upload-length"));
  if (!length && request.header("upload-defer-length") != "1")
    return Error(ErrorKind::invalid, "upload.header", {}, {{"header", "upload-length"}});
  wanted.bytes_expected = length;
  CITYAUDIT_TRY(checksum, checksum_of(request));
  const bool with_bytes = request.header("content-type") == piece_type;
  CITYAUDIT_TRY(upload, server.domain.uploads.create(activity, wanted));
  std::unique_ptr<store::PartialBlob> partial;
  if (with_bytes || length == 0) {
    CITYAUDIT_TRY(opened, server.domain.blobs->open_partial(upload.uuid, 0));
    partial = std::move(opened);
  }
  return std::unique_ptr<http::BodyReader>(std::make_unique<PieceReader>(server, request, std::move(activity), std::move(upload),
                                                                         std::move(partial), std::move(checksum), true));
}

http::Response progress(Server& server, http::Request& request, const Caller&) {
  return answer(server, request, describe(server, request));
}

Result<std::unique_ptr<http::BodyReader>> append(Server& server, http::Request& request) {
  CITYAUDIT_CHECK(check_version(request));
  CITYAUDIT_TRY(activity, activity_of(server, request));
  CITYAUDIT_TRY(id, id_of(request));
  if (request.header("content-type") != piece_type) return Error(ErrorKind::invalid, "http.unsupported_media_type");
  CITYAUDIT_TRY(offset, byte_count(request, "upload-offset"));
  CITYAUDIT_TRY(length, byte_count(request, "upload-length"));
  CITYAUDIT_TRY(checksum, checksum_of(request));
  if (length) CITYAUDIT_CHECK(server.domain.uploads.announce_length(activity, id, *length));
  CITYAUDIT_TRY(upload, server.domain.uploads.find(activity, id));
  if (offset != upload.bytes) return Error(ErrorKind::conflict, "upload.offset", {}, {{"offset", std::to_string(upload.bytes)}});
  std::unique_ptr<store::PartialBlob> partial;
  if (!upload.complete()) {
    CITYAUDIT_TRY(opened, open_partial(server, upload));
    partial = std::move(opened);
  }
  return std::unique_ptr<http::BodyReader>(std::make_unique<PieceReader>(server, request, std::move(activity), std::move(upload),
                                                                         std::move(partial), std::move(checksum), false));
}

Result<std::unique_ptr<http::BodyReader>> override_method(Server& server, http::Request& request) {
  const std::string_view method = request.header("x-http-method-override");
  if (method == "PATCH") return append(server, request);
  if (method != "DELETE") return Error(ErrorKind::invalid, "http.method_not_allowed");
  return std::unique_ptr<http::BodyReader>(std::make_unique<EmptyBody>(answer(server, request, forget(server, request))));
}

http::Response terminate(Server& server, http::Request& request, const Caller&) { return answer(server, request, forget(server, request)); }

}  // namespace cityaudit::server::tus
