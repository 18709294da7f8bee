#pragma once
// gzip for text that is worth it. Runs on pool threads.

#include "server/http/request.h"
#include "server/http/response.h"

#include <string_view>

namespace cityaudit::server::http {

/// Whether an Accept-Encoding header takes gzip.
bool accepts_gzip(std::string_view accept_encoding);

/// Compresses a string body of a text type above 1 KiB when the request accepts that; weakens its ETag and says Vary.
/// Leaves alone what already has a Content-Encoding.
void compress_text(const Request& request, Response& response);

}  // namespace cityaudit::server::http
