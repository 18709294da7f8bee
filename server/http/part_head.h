#pragma once
// The head of one part of multipart/form-data, and header values with parameters. Pure functions; thread-safe.

#include "server/http/multipart.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::server::http {

/// `head`: the lines of a part's head, with CR LF between them and none at the end.
Result<MultipartPart> parse_part_head(std::string_view head);

/// A value such as `form-data; name="a"; filename*=UTF-8''b`.
struct ParameterisedValue {
  std::string value;                                            // in lower case
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case; values unquoted, otherwise as sent
  const std::string* find(std::string_view name) const;
};
/// Nothing when it is malformed or names a parameter twice.
std::optional<ParameterisedValue> parse_parameterised(std::string_view text);

}  // namespace cityaudit::server::http
