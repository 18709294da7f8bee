#pragma once
// Errors as ODK Central's clients expect them: {"code": 404.1, "message", "details"}. Pure; thread-safe.

#include "base/messages.h"
#include "server/http/response.h"

namespace cityaudit::server::central {

/// The status is the whole part of the code.
http::Response error_response(const Error& error, const Messages& messages, const http::Request& request);

}  // namespace cityaudit::server::central
