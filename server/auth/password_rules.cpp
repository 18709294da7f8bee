#include "server/auth/password_rules.h"

#include "base/embedded.h"
#include "base/text.h"
#include "server/auth/password.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace cityaudit::server::auth {
namespace {

constexpr std::size_t word_characters_min = 4;  // shorter ones occur in any sentence

/// UTF-8 sequences, so that a password of Czech words is measured as people count it.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

const std::unordered_set<std::string_view>& well_known() {
  static const std::unordered_set<std::string_view> all = [] {
    std::unordered_set<std::string_view> out;
    const auto file = embedded::find("passwords/well_known.txt");
    for (const std::string_view line : split(file.value_or(""), '\n'))
      if (!line.empty() && !line.starts_with('#')) out.insert(line);
    return out;
  }();
  return all;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// Without what people put before and behind a word to make it longer: digits, signs, spaces.
std::string_view core_of(std::string_view text) {
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

/// The piece that the text repeats; the text itself when it repeats none.
std::string_view unit_of(std::string_view text) {
  for (std::size_t length = 1; length * 2 <= text.size(); ++length) {
    if (text.size() % length != 0) continue;
    bool repeats = true;
    for (std::size_t at = length; repeats && at < text.size(); ++at) repeats = text[at] == text[at - length];
    if (repeats) return text.substr(0, length);
  }
  return text;
}

/// Whether it is one of the well-known ones, one of them over and over, or one of them with digits and signs around it.
bool is_well_known(std::string_view lower) {
  const auto known = [](std::string_view text) { return text.size() < word_characters_min || well_known().contains(text); };
  return known(lower) || known(unit_of(lower)) || known(core_of(lower)) || known(unit_of(core_of(lower)));
}

/// Of "eva.novakova@example.org": eva.novakova, novakova, example.org, example. Of a name: its words.
std::vector<std::string> words_about(const std::vector<std::string_view>& about) {
  std::vector<std::string> out{"cityaudit"};
  for (const std::string_view text : about) {
    std::string word;
    for (const char c : to_lower_ascii(text) + " ") {
      if (is_letter(c) || (c >= '0' && c <= '9')) {
        word += c;
        continue;
      }
      if (characters(word) >= word_characters_min) out.push_back(word);
      word.clear();
    }
  }
  return out;
}

/// What is left of the password when those words are taken out says whether there is anything else in it.
bool is_about(std::string lower, const std::vector<std::string>& words) {
  bool any = false;
  for (const std::string& word : words)
    for (std::size_t at = 0; (at = lower.find(word, at)) != std::string::npos; any = true) lower.erase(at, word.size());
  return any && characters(core_of(lower)) < word_characters_min * 2;
}

}  // namespace

Result<> check_password(std::string_view password, const std::vector<std::string_view>& about) {
  if (password.size() > password_bytes_max)
    return Error(ErrorKind::invalid, "account.password_too_long", {}, {{"limit_bytes", std::to_string(password_bytes_max)}});
  if (!is_valid_utf8(password) || characters(password) < password_characters_min)
    return Error(ErrorKind::invalid, "account.password_too_short", {}, {{"limit", std::to_string(password_characters_min)}});
  const std::string lower = to_lower_ascii(password);
  if (is_well_known(lower)) return Error(ErrorKind::invalid, "account.password_well_known");
  if (is_about(lower, words_about(about))) return Error(ErrorKind::invalid, "account.password_about_you");
  return {};
}

}  // namespace cityaudit::server::auth
