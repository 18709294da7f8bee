#pragma once
// Entity tags (RFC 9110 section 8.8.3). Pure functions; thread-safe. with_etag() is declared in response.h.

#include <string_view>

namespace cityaudit::server::http {

/// Whether a list such as If-None-Match holds `etag`, by weak comparison; `*` holds every one.
bool etag_list_holds(std::string_view list, std::string_view etag);
/// The same by strong comparison, for If-Match.
bool etag_list_holds_strongly(std::string_view list, std::string_view etag);
/// Both strong and equal, as If-Range asks.
bool etags_equal_strongly(std::string_view a, std::string_view b);

}  // namespace cityaudit::server::http
