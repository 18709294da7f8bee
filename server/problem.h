#pragma once
// The one place where an Error becomes a status and words for a person. Pure; thread-safe.

#include "base/messages.h"
#include "server/http/response.h"
#include "server/routes/route_table.h"

namespace cityaudit::server {

/// By the kind, save for the codes that a surface's protocol gives a status of their own.
unsigned status_of(const Error& error, Surface surface);

/// What happened and what to do, in the reader's language.
std::string text_of(const Error& error, const Messages& messages, const http::Request& request);

/// RFC 9457, with code, request_id and all field errors.
http::Response problem_document(const Error& error, const Messages& messages, const http::Request& request);

/// A small page without scripts: for people who opened a link.
http::Response error_page(const Error& error, const Messages& messages, const http::Request& request);

}  // namespace cityaudit::server
