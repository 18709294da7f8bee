#pragma once
// Files that travel inside the executable: migrations, config, locales, pages. Read-only after start; thread-safe.

#include "base/result.h"

#include <filesystem>
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

/// For development: puts the files below `folder` over the embedded ones of the same names ("locales/cs.json"), and adds new
/// ones; a packed copy (.br, .gz) of a replaced file is dropped. Kept in memory until the end. Before the first find() or
/// list(), by the only thread. How many files; "assets.unreadable".
Result<std::size_t> overlay(const std::filesystem::path& folder);

}  // namespace cityaudit::embedded
