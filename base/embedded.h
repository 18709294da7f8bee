#pragma once
// Files that travel inside the executable: migrations, config, locales, pages. Read-only after start; thread-safe.

#include <optional>
#include <string_view>
#include <vector>

namespace cityaudit::embedded {

struct Entry {
  const char* name;  // null ends a table
  const char* begin;
  const char* end;
};

/// Made by the build, one per embedded folder.
struct Registration {
  explicit Registration(const Entry* table);
};

struct File {
  std::string_view name;
  std::string_view bytes;
};

/// The bytes of "prefix/path"; nothing when there is no such file.
std::optional<std::string_view> find(std::string_view name);
/// All files whose name starts with `prefix`, in the order of their names.
std::vector<File> list(std::string_view prefix);

}  // namespace cityaudit::embedded
