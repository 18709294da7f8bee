#pragma once
// What Collect downloads: the list of forms, a form, its manifest and its live lists. Handlers of the route table; on a pool.

#include "server/routes/route_table.h"

namespace cityaudit::server::openrosa {

http::Response form_list(Server& server, http::Request& request, const Caller& caller);
http::Response form_xml(Server& server, http::Request& request, const Caller& caller);
http::Response manifest(Server& server, http::Request& request, const Caller& caller);
http::Response media_file(Server& server, http::Request& request, const Caller& caller);

/// For one segment of an address, such as the name of a file beside a form.
std::string percent_encoded(std::string_view text);

}  // namespace cityaudit::server::openrosa
