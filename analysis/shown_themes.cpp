#include "analysis/shown_themes.h"

#include "ingest/audit_themes.h"

#include <set>

namespace cityaudit::analysis {
namespace {

constexpr std::size_t themes_max = 1000;

}  // namespace

std::vector<std::string> observed_themes(store::Transaction& tx, ingest::AuditId audit, std::string_view below) {
  // '/' follows '.' and 'U' follows 'T': everything between is a code below the theme, or any code.
  std::string last = below.empty() ? std::string() : std::string(below) + ".";
  const std::string end = below.empty() ? std::string("U") : std::string(below) + "/";
  std::vector<std::string> out;
  while (out.size() < themes_max) {
    const auto next =
        tx.text("SELECT theme FROM observation WHERE audit_id = $1 AND theme > $2 AND theme < $3 ORDER BY theme LIMIT 1", audit, last, end);
    if (!next) break;
    last = *next;
    out.push_back(*next);
  }
  return out;
}

ingest::Taxonomy known_themes(store::Transaction& tx, ingest::AuditId audit, const std::vector<std::string>& observed) {
  return ingest::AuditThemes::of(tx, audit).with_codes(observed);
}

std::vector<ingest::Theme> shown_themes(store::Transaction& tx, ingest::AuditId audit) {
  const std::vector<std::string> observed = observed_themes(tx, audit);
  std::set<std::string_view> needed;
  for (const std::string& code : observed) needed.insert({code, ingest::level_one_of(code)});
  std::vector<ingest::Theme> out;
  const ingest::Taxonomy known = known_themes(tx, audit, observed);
  for (const ingest::Theme& theme : known.themes())
    if (!theme.is_hidden() || needed.contains(theme.code)) out.push_back(theme);
  return out;
}

}  // namespace cityaudit::analysis
