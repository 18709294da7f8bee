#include "base/embedded.h"

#include <map>

namespace cityaudit::embedded {
namespace {

std::map<std::string_view, std::string_view>& table() {
  static std::map<std::string_view, std::string_view> files;
  return files;
}

}  // namespace

Registration::Registration(const Entry* entries) {
  for (; entries->name; ++entries)
    table().emplace(entries->name, std::string_view(entries->begin, static_cast<std::size_t>(entries->end - entries->begin)));
}

std::optional<std::string_view> find(std::string_view name) {
  const auto it = table().find(name);
  if (it == table().end()) return std::nullopt;
  return it->second;
}

std::vector<File> list(std::string_view prefix) {
  std::vector<File> out;
  for (auto it = table().lower_bound(prefix); it != table().end() && it->first.starts_with(prefix); ++it)
    out.push_back({it->first, it->second});
  return out;
}

}  // namespace cityaudit::embedded
