#pragma once
// What tus 1.0.0 says in headers. Pure; thread-safe.

#include "base/result.h"
#include "ingest/uploads.h"
#include "server/http/request.h"
#include "server/http/response.h"

namespace cityaudit {
class Settings;
}

namespace cityaudit::server::tus {

inline constexpr std::string_view version = "1.0.0";

/// Tus-Resumable of the request: invalid ("upload.version", 412) for another version than ours.
Result<> check_version(const http::Request& request);
/// Tus-Resumable, and what the server can do.
http::Response with_capabilities(http::Response response, const Settings& settings);
/// Upload-Offset, Upload-Length (or that it is not known yet), Upload-Expires.
http::Response with_progress(http::Response response, const ingest::Upload& upload, std::int64_t offset_bytes);

/// A header that is a number of bytes; nothing when it is absent, invalid ("upload.header") when it is none.
Result<std::optional<std::int64_t>> byte_count(const http::Request& request, std::string_view name);

/// Upload-Metadata: instanceID and filename are mandatory, filetype and sha256 (hexadecimal) are not. Every fault at once.
Result<ingest::NewUpload> read_metadata(const http::Request& request, std::size_t file_name_bytes_max);

}  // namespace cityaudit::server::tus
