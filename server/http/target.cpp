#include "server/http/target.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::server::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What browsers leave unescaped in a path or a query; wider than RFC 3986, but nothing that anyone reads two ways.
bool is_target_byte(char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>' && c != '\\'; }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool has_dot_segment(std::string_view path) {
  for (std::string_view segment : split(path, '/')) {
    if (segment == "." || segment == "..") return true;
  }
  return false;
}

std::optional<std::string> decode_path(std::string_view raw) {
  auto path = percent_decode(raw, false);
  if (!path || has_control(*path) || !is_valid_utf8(*path)) return std::nullopt;
  // An escaped separator would be cut differently by a proxy, the router and a file system.
  if (std::count(path->begin(), path->end(), '/') != std::count(raw.begin(), raw.end(), '/')) return std::nullopt;
  if (path->find('\\') != std::string::npos || has_dot_segment(*path)) return std::nullopt;
  return path;
}

bool decode_query(std::string_view raw, std::vector<std::pair<std::string, std::string>>& out) {
  for (std::string_view pair : split(raw, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
    if (!name || !value || !is_valid_utf8(*name) || !is_valid_utf8(*value)) return false;
    out.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

bool is_valid_port(std::string_view port) {
  const auto number = parse_integer(port);
  return !port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         number && *number >= 1 && *number <= 65535;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '+' && plus_is_space) {
      out += ' ';
    } else if (c != '%') {
      out += c;
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

bool is_valid_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  std::string_view port;
  if (host.front() == '[') {
    const auto end = host.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const std::string_view address = host.substr(1, end - 1);
    const bool plausible = std::all_of(address.begin(), address.end(), [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
    if (!plausible || address.find(':') == std::string_view::npos) return false;
    port = host.substr(end + 1);
  } else {
    const auto colon = host.find(':');
    const std::string_view name = host.substr(0, colon);
    if (name.empty()) return false;
    if (!std::all_of(name.begin(), name.end(), [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; })) return false;
    port = colon == std::string_view::npos ? std::string_view{} : host.substr(colon);
  }
  return port.empty() || (port.front() == ':' && is_valid_port(port.substr(1)));
}

std::optional<Target> parse_target(std::string_view target, Method method) {
  Target out;
  if (target == "*") {
    if (method != Method::options) return std::nullopt;
    out.path = "*";
    return out;
  }
  if (!std::all_of(target.begin(), target.end(), is_target_byte)) return std::nullopt;
  if (target.empty()) return std::nullopt;
  if (target.front() != '/') {
    const auto scheme_end = target.find("://");
    if (scheme_end == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = target.substr(0, scheme_end);
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) return std::nullopt;
    target.remove_prefix(scheme_end + 3);
    const auto authority_end = target.find_first_of("/?");
    out.authority = std::string(target.substr(0, authority_end));
    if (!is_valid_host(out.authority)) return std::nullopt;
    target = authority_end == std::string_view::npos ? std::string_view{} : target.substr(authority_end);
  }
  const auto question = target.find('?');
  const std::string_view raw_path = target.substr(0, question);
  auto path = raw_path.empty() ? std::optional<std::string>{"/"} : decode_path(raw_path);
  if (!path) return std::nullopt;
  out.path = std::move(*path);
  if (question != std::string_view::npos && !decode_query(target.substr(question + 1), out.query)) return std::nullopt;
  return out;
}

}  // namespace cityaudit::server::http
