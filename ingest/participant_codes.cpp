#include "ingest/participant_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cityaudit::ingest {
namespace {

constexpr int number_max = 9999;

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_code_prefix(std::string_view text) { return text.size() == 2 && is_letter(text[0]) && is_letter(text[1]); }

bool is_participant_code(std::string_view text) {
  return text.size() >= 4 && text.size() <= 6 && is_code_prefix(text.substr(0, 2)) && std::all_of(text.begin() + 2, text.end(), is_digit);
}

std::string_view usual_code_prefix(std::string_view instrument) {
  static constexpr std::pair<std::string_view, std::string_view> prefixes[] = {
      {"walk", "WA"}, {"photovoice", "PV"}, {"focus_group", "FG"}, {"desk", "DE"}, {"lab", "LA"}, {"project_eval", "PE"}, {"survey", "SU"},
  };
  for (const auto& [word, prefix] : prefixes)
    if (word == instrument) return prefix;
  return "SU";
}

Result<std::vector<std::string>> free_codes(store::Transaction& tx, WaveId wave, std::string_view prefix, std::size_t count) {
  std::set<std::string, std::less<>> taken;
  {
    store::Rows rows = tx.query("SELECT code FROM participation WHERE wave_id = $1 AND code >= $2 AND code < $3", wave, prefix,
                                std::string(prefix) + ":");  // ":" follows "9"
    while (rows.next()) taken.insert(rows.string(0));
  }
  std::vector<std::string> out;
  for (int number = 1; number <= number_max && out.size() < count; ++number) {
    std::string code = fmt::format("{}{:02}", prefix, number);
    if (!taken.contains(code)) out.push_back(std::move(code));
  }
  if (out.size() < count)
    return Error(ErrorKind::conflict, "participant.codes_exhausted", {},
                 {{"prefix", std::string(prefix)}, {"left", std::to_string(out.size())}});
  return out;
}

}  // namespace cityaudit::ingest
