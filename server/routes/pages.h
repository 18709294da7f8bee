#pragma once
// The built pages, which travel inside the executable. Thread-safe; never blocks.

#include "server/http/response.h"

#include <string_view>

namespace cityaudit::server {

/// The file "web/NAME" in the smallest encoding that the request accepts. not_found ("error.not_found"), or unavailable
/// ("page.not_built") when the executable was built without pages.
Result<http::Response> embedded_page(const http::Request& request, std::string_view name, std::string_view cache_control);

/// An HTML shell: asked for anew each time, allowed to load nothing but what this server has.
Result<http::Response> embedded_shell(const http::Request& request, std::string_view name);

/// The same for a page that runs the form engine: WebAssembly, too, and what the person has just recorded.
Result<http::Response> embedded_player(const http::Request& request, std::string_view name);

}  // namespace cityaudit::server
