#pragma once
// The theme taxonomy (config/taxonomy/themes.json): two levels, T1 … T4 and T1.1 … T4.5. Immutable; thread-safe.

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct Theme {
  std::string code;                                      // "T3.1"
  int level = 1;                                         // 1 or 2
  std::string parent;                                    // "T3"; empty on level 1
  std::map<std::string, std::string, std::less<>> name;  // by language code: cs, en
  std::vector<std::string> labs;  // working areas: L1 strategic planning and involvement, L2 mutual relations and safety, L3 services
  std::string icc;                // index areas of the Intercultural Cities programme; may be empty
  std::string mipex;              // policy areas of MIPEX; may be empty
  std::string safetipin;          // parameters of Safetipin; may be empty
  std::string other;              // further frameworks and sources; may be empty

  /// The name in `language`, else in English.
  std::string_view name_in(std::string_view language) const;
};

class Taxonomy {
 public:
  /// The one that travels in the executable; read on first use. A broken one ends the process: it is a bug.
  static const Taxonomy& built_in();
  /// Error "taxonomy.unreadable" with the fault.
  static Result<Taxonomy> read(std::string_view json);

  /// In the order of the file: T1, T1.1, … T2 …
  const std::vector<Theme>& themes() const { return themes_; }
  /// Null when there is no such theme.
  const Theme* find(std::string_view code) const;
  /// "T3.1" -> "T3", "T3" -> "T3"; empty for an unknown code.
  std::string_view level_one(std::string_view code) const;

 private:
  std::vector<Theme> themes_;
};

}  // namespace cityaudit::ingest
