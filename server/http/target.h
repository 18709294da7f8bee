#pragma once
// The request target (RFC 9112 section 3.2): path and query, decoded once, and the host names that go with it.
// Pure functions; thread-safe.

#include "server/http/request.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::server::http {

struct Target {
  std::string path;                                        // decoded; "*" for OPTIONS *
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::string authority;                                   // of an absolute target; empty otherwise
};

/// Nothing when the target is not one we take: a path that is not absolute, a broken or doubtful escape (%00, %2F, %5C),
/// "." or ".." as a segment, control or non-UTF-8 bytes after decoding.
std::optional<Target> parse_target(std::string_view target, Method method);

/// "%C4%8D" -> "č". Nothing on a broken escape or a NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// A name, IPv4 or [IPv6] address, with an optional port; no user part.
bool is_valid_host(std::string_view host);

}  // namespace cityaudit::server::http
