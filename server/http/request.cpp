#include "server/http/request.h"

#include "base/text.h"

namespace cityaudit::server::http {

std::string_view Request::header(std::string_view name) const {
  for (const Header& each : headers) {
    if (each.name == name) return each.value;
  }
  return {};
}

std::string_view Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

std::string_view Request::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view Request::cookie(std::string_view name) const {
  for (const Header& each : headers) {
    if (each.name != "cookie") continue;
    for (std::string_view pair : split(each.value, ';')) {
      pair = trim(pair);
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      std::string_view value = pair.substr(equals + 1);
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
      return value;
    }
  }
  return {};
}

}  // namespace cityaudit::server::http
