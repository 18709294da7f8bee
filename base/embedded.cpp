#include "base/embedded.h"

#include <fstream>
#include <list>
#include <map>
#include <sstream>

namespace cityaudit::embedded {
namespace {

std::map<std::string_view, std::string_view>& table() {
  static std::map<std::string_view, std::string_view> files;
  return files;
}

/// Names and bytes of overlaid files; their addresses stay.
std::string_view keep(std::string text) {
  static std::list<std::string> kept;
  return kept.emplace_back(std::move(text));
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

Result<std::size_t> overlay(const std::filesystem::path& folder) {
  std::size_t files = 0;
  try {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      if (!(bytes << file.rdbuf()) && entry.file_size() != 0)
        return Error(ErrorKind::not_found, "assets.unreadable", entry.path().string(), {{"path", entry.path().string()}});
      const std::string name = std::filesystem::relative(entry.path(), folder).generic_string();
      for (const char* packed : {".br", ".gz"}) table().erase(name + packed);
      table()[keep(name)] = keep(std::move(bytes).str());
      ++files;
    }
  } catch (const std::filesystem::filesystem_error& error) {
    return Error(ErrorKind::not_found, "assets.unreadable", error.what(), {{"path", folder.string()}});
  }
  return files;
}

}  // namespace cityaudit::embedded
