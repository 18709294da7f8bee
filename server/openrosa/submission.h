#pragma once
// POST /submission: a filled form and its files, cut out of the multipart body as it arrives. On intake threads.

#include "server/routes/route_table.h"

namespace cityaudit::server::openrosa {

/// HEAD and GET: 204 exactly; any other 2xx makes Collect give up before it has posted.
http::Response submission_head(Server& server, http::Request& request, const Caller& caller);

/// A reader of the body. Its answer is 201 only when the answers and every file of this post are on disk.
Result<std::unique_ptr<http::BodyReader>> submission_begin(Server& server, http::Request& request);

}  // namespace cityaudit::server::openrosa
