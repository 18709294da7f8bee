#pragma once
// Range (RFC 9110 section 14): one range of bytes. Pure; thread-safe.

#include <cstdint>
#include <string_view>

namespace cityaudit::server::http {

struct Range {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::int64_t first = 0;
  std::int64_t bytes = 0;
};

/// Which bytes of `size` a Range header asks for. Absent, malformed, of another unit or with several ranges: the whole.
Range parse_range(std::string_view header, std::int64_t size);

}  // namespace cityaudit::server::http
