#pragma once
// What every OpenRosa answer carries, and its message body (docs/interop.md). Pure; thread-safe.

#include "base/messages.h"
#include "base/settings.h"
#include "server/http/response.h"

namespace cityaudit::server::openrosa {

/// X-OpenRosa-Version (without it Collect says that this is no OpenRosa server), X-OpenRosa-Accept-Content-Length, Content-Language.
http::Response with_headers(http::Response response, const Settings& settings, const http::Request& request);

/// <OpenRosaResponse>: clients show `text` to the person, for success and for errors.
http::Response message(unsigned status, std::string_view text, bool success);

/// The answer for `error` in the reader's language.
http::Response error_response(const Error& error, const Messages& messages, const http::Request& request);

}  // namespace cityaudit::server::openrosa
