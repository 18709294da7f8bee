#include "server/tus/headers.h"

#include "base/settings.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace cityaudit::server::tus {
namespace {

constexpr std::size_t instance_id_bytes_max = 255;
constexpr std::size_t media_type_bytes_max = 100;

bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_file_name(std::string_view name, std::size_t bytes_max) {
  return !name.empty() && name.size() <= bytes_max && name != "." && name != ".." && is_plain(name) &&
         name.find_first_of("/\\") == std::string_view::npos && is_valid_utf8(name);
}

/// "key value, key": values are base64. Nothing when one is not.
std::optional<std::map<std::string, std::string, std::less<>>> pairs_of(std::string_view header) {
  std::map<std::string, std::string, std::less<>> pairs;
  for (const std::string_view entry : split(header, ',')) {
    const std::string_view pair = trim(entry);
    const auto space = pair.find(' ');
    const auto value = space == std::string_view::npos ? std::optional<std::string>("") : from_base64(trim(pair.substr(space + 1)));
    if (!value) return std::nullopt;
    pairs[std::string(pair.substr(0, space))] = *value;
  }
  return pairs;
}

}  // namespace

Result<> check_version(const http::Request& request) {
  if (request.header("tus-resumable") == version) return {};
  return Error(ErrorKind::invalid, "upload.version", {}, {{"version", std::string(version)}});
}

http::Response with_capabilities(http::Response response, const Settings& settings) {
  response.set("Tus-Resumable", std::string(version));
  response.set("Tus-Version", std::string(version));
  response.set("Tus-Extension", "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination");
  response.set("Tus-Checksum-Algorithm", "sha1,sha256,md5");
  response.set("Tus-Max-Size", std::to_string(settings.integer("openrosa.file_bytes_max")));
  return response;
}

http::Response with_progress(http::Response response, const ingest::Upload& upload, std::int64_t offset_bytes) {
  response.set("Upload-Offset", std::to_string(offset_bytes));
  if (upload.bytes_expected) {
    response.set("Upload-Length", std::to_string(*upload.bytes_expected));
  } else {
    response.set("Upload-Defer-Length", "1");
  }
  response.set("Upload-Expires", to_http_date(upload.expires_at));
  return response;
}

Result<std::optional<std::int64_t>> byte_count(const http::Request& request, std::string_view name) {
  const std::string_view text = request.header(name);
  if (text.empty()) return std::optional<std::int64_t>();
  const auto bytes = parse_integer(text);
  if (!bytes || *bytes < 0) return Error(ErrorKind::invalid, "upload.header", {}, {{"header", std::string(name)}});
  return std::optional(*bytes);
}

Result<ingest::NewUpload> read_metadata(const http::Request& request, std::size_t file_name_bytes_max) {
  const auto pairs = pairs_of(request.header("upload-metadata"));
  if (!pairs) return Error(ErrorKind::invalid, "upload.metadata");
  const auto value = [&](std::string_view key) {
    const auto it = pairs->find(key);
    return it == pairs->end() ? std::string() : it->second;
  };
  ingest::NewUpload wanted{value("instanceID"), value("filename"), value("filetype"), std::nullopt, std::nullopt};
  std::vector<FieldError> faults;
  if (wanted.instance_id.empty() || wanted.instance_id.size() > instance_id_bytes_max || !is_plain(wanted.instance_id))
    faults.push_back({"instanceID", "upload.instance_id", {}});
  if (!is_file_name(wanted.file_name, file_name_bytes_max)) faults.push_back({"filename", "submission.file_name_unusable", {}});
  if (const std::string digest = value("sha256"); !digest.empty()) {
    wanted.sha256 = sha256_from_hex(to_lower_ascii(digest));
    if (!wanted.sha256) faults.push_back({"sha256", "upload.digest", {}});
  }
  if (wanted.media_type.size() > media_type_bytes_max || !is_plain(wanted.media_type)) wanted.media_type.clear();
  if (!faults.empty()) {
    Error error(ErrorKind::invalid, "upload.metadata");
    error.fields = std::move(faults);
    return error;
  }
  return wanted;
}

}  // namespace cityaudit::server::tus
