#pragma once
// The themes of an audit: those that travel with the program, as the audit has named and hidden them, and those it has added.
// A code is never changed or taken away: answers hold it. Thread-safe; calls block.

#include "ingest/events.h"
#include "ingest/localized.h"
#include "ingest/taxonomy.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

struct FormDefinition;

struct ThemeLimits {
  std::size_t own_max = 100;
  std::size_t name_characters_max = 120;
  std::size_t languages_max = 40;

  static ThemeLimits from(const Settings& settings);
};

struct ThemeChange {
  Localized name;  // by language; a blank one takes the audit's name back: then the theme is called as it travels with the program
  std::optional<std::vector<std::string>> labs;  // L1, L2, L3; none: those it had from the start
  std::optional<bool> hidden;
};

class AuditThemes {
 public:
  AuditThemes(store::Database& database, const Events& events, const Clock& clock, ThemeLimits limits)
      : database_(database), events_(events), clock_(clock), limits_(limits) {}

  /// A theme of the audit's own. invalid: theme.{code_unusable, parent_unknown, name_missing, name_too_long,
  /// language_unusable, lab_unknown}; conflict: theme.{code_taken, too_many}.
  Result<> add(AuditId audit, std::string_view code, const ThemeChange& theme, std::string_view actor);
  /// What `change` says; the rest stays. not_found ("theme.unknown"), else as add(). An event when it changes something.
  Result<> change(AuditId audit, std::string_view code, const ThemeChange& change, std::string_view actor);

  /// Read anew each time: a few rows, merged in some tens of microseconds.
  static Taxonomy of(store::Transaction& tx, AuditId audit);

 private:
  Result<> check(const ThemeChange& change) const;
  void announce(store::Transaction& tx, AuditId audit, std::string_view code, const std::vector<std::string_view>& what,
                std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const ThemeLimits limits_;
};

/// invalid ("form.unknown_theme"), with the path of every question whose theme the audit does not have.
Result<> check_themes(const FormDefinition& form, const Taxonomy& themes);

}  // namespace cityaudit::ingest
