#pragma once
// SQL that engines spell differently, for searching in text. Pure.

#include <string>
#include <string_view>

namespace cityaudit::store {

/// A condition: the text of `column` has that of `parameter` in it, compared byte for byte; every text has the empty one in it.
/// (instr of SQLite; strpos of PostgreSQL, with the same meaning.)
inline std::string has_text(std::string_view column, std::string_view parameter) {
  return "instr(" + std::string(column) + ", " + std::string(parameter) + ") > 0";
}

}  // namespace cityaudit::store
