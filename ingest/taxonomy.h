#pragma once
// The theme taxonomy: two levels, T1 … T4 and T1.1 … T4.5 as it travels with the program (config/taxonomy/themes.json), and as
// an audit has made it its own (ingest/audit_themes.h). Immutable; thread-safe.

#include "base/result.h"

#include <compare>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// The numbers of a code: T3.1 is {3, 1}, T3 is {3, 0}. Themes stand in their order.
struct ThemeNumber {
  int one = 0;  // 1 to 99
  int two = 0;  // 1 to 99; 0 on level 1
  friend auto operator<=>(const ThemeNumber&, const ThemeNumber&) = default;
};

/// Nothing unless it is written as codes are: a capital T, one or two numbers of 1 to 99 without zeros before them.
std::optional<ThemeNumber> read_theme_code(std::string_view code);
std::string to_code(const ThemeNumber& number);
/// "T3.1" -> "T3", "T3" -> "T3", whether or not any audit has such a theme; empty for what is no code. The level stands in the
/// code, so that figures of a theme above others can be kept without knowing whose themes they are.
std::string_view level_one_of(std::string_view code);

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
  bool own = false;               // the audit added it
  bool named = true;              // false: answers name its code and nobody has made a theme of it
  bool hidden = false;            // the audit does not use it
  bool hidden_above = false;      // nor the one above it

  bool is_hidden() const { return hidden || hidden_above; }
  /// The name in `language`, else in English, else in any; the code of one without a name.
  std::string_view name_in(std::string_view language) const;
};

/// What an audit has changed about one theme.
struct ThemeDifference {
  std::string code;
  bool own = false;                         // a theme of its own: all there is to know stands here
  std::map<std::string, std::string> name;  // by language code: those that differ
  std::vector<std::string> labs;            // empty: those it has anyway
  bool hidden = false;
};

class Taxonomy {
 public:
  /// The one that travels in the executable; read on first use. A broken one ends the process: it is a bug.
  static const Taxonomy& built_in();
  /// Error "taxonomy.unreadable" with the fault.
  static Result<Taxonomy> read(std::string_view json);

  /// This one as an audit has changed it. The differences may come in any order.
  Taxonomy with(std::span<const ThemeDifference> differences) const;
  /// This one and a hidden theme without a name for each of `codes` that it has not; what is no code is left out.
  Taxonomy with_codes(std::span<const std::string> codes) const;

  /// In the order of their numbers: T1, T1.1, … T2 …
  const std::vector<Theme>& themes() const { return themes_; }
  /// Null when there is no such theme.
  const Theme* find(std::string_view code) const;

 private:
  void insert(Theme theme);
  void hide_below_hidden();

  std::vector<Theme> themes_;
};

}  // namespace cityaudit::ingest
