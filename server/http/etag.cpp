#include "server/http/etag.h"

#include "base/text.h"

namespace cityaudit::server::http {
namespace {

bool is_weak(std::string_view etag) { return etag.starts_with("W/"); }
std::string_view opaque(std::string_view etag) { return is_weak(etag) ? etag.substr(2) : etag; }

/// The next tag of a list, which may hold commas inside its quotes; empty at the end or at the first fault.
std::string_view take_tag(std::string_view& list) {
  while (!list.empty() && (list.front() == ' ' || list.front() == '\t' || list.front() == ',')) list.remove_prefix(1);
  const std::size_t open = is_weak(list) ? 2 : 0;
  if (list.size() <= open || list[open] != '"') return {};
  const auto close = list.find('"', open + 1);
  if (close == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, close + 1);
  list.remove_prefix(close + 1);
  return tag;
}

}  // namespace

bool etags_equal_strongly(std::string_view a, std::string_view b) { return !a.empty() && !is_weak(a) && a == b; }

bool etag_list_holds(std::string_view list, std::string_view etag) {
  if (trim(list) == "*") return true;
  for (std::string_view tag = take_tag(list); !tag.empty(); tag = take_tag(list)) {
    if (opaque(tag) == opaque(etag)) return true;
  }
  return false;
}

bool etag_list_holds_strongly(std::string_view list, std::string_view etag) {
  if (trim(list) == "*") return true;
  for (std::string_view tag = take_tag(list); !tag.empty(); tag = take_tag(list)) {
    if (etags_equal_strongly(tag, etag)) return true;
  }
  return false;
}

}  // namespace cityaudit::server::http
