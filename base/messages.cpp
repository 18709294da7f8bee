#include "base/messages.h"

#include "base/embedded.h"
#include "base/text.h"

#include <unicode/locid.h>
#include <unicode/msgfmt.h>
#include <algorithm>
#include <boost/json.hpp>

namespace cityaudit {
namespace {

/// Patterns with {name} only need no ICU; plural and select do.
std::string format_pattern(std::string_view language, const std::string& pattern, const std::vector<MessageArgument>& arguments) {
  if (pattern.find('{') == std::string::npos && pattern.find('\'') == std::string::npos) return pattern;
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale(std::string(language).c_str()), status);
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const MessageArgument& argument : arguments) {
    names.push_back(icu::UnicodeString::fromUTF8(argument.name));
    if (const auto number = parse_integer(argument.value)) {
      values.emplace_back(*number);
    } else {
      values.emplace_back(icu::UnicodeString::fromUTF8(argument.value));
    }
  }
  icu::UnicodeString out;
  format.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, status);
  if (U_FAILURE(status)) return pattern;
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

}  // namespace

Result<Messages> Messages::load() {
  Messages messages;
  for (const auto& file : embedded::list("locales/")) {
    boost::system::error_code fault;
    const auto value = boost::json::parse({file.bytes.data(), file.bytes.size()}, fault);
    if (fault || !value.is_object()) return Error(ErrorKind::internal, "locale.unreadable", std::string(file.name));
    std::string_view language = file.name;
    language.remove_prefix(std::string_view("locales/").size());
    language.remove_suffix(std::string_view(".json").size());
    auto& patterns = messages.patterns_[std::string(language)];
    for (const auto& [key, text] : value.as_object())
      if (text.is_string()) patterns.emplace(std::string(key), std::string(text.as_string()));
  }
  return messages;
}

std::string Messages::format(std::string_view language, std::string_view key, const std::vector<MessageArgument>& arguments) const {
  for (const std::string_view tried : {language, std::string_view("en")}) {
    const auto patterns = patterns_.find(tried);
    if (patterns == patterns_.end()) continue;
    const auto pattern = patterns->second.find(key);
    if (pattern != patterns->second.end()) return format_pattern(tried, pattern->second, arguments);
  }
  return std::string(key);
}

std::string Messages::best_language(std::string_view accept_language) const {
  std::string best = "en";
  double best_quality = 0;
  for (const std::string_view part : split(accept_language, ',')) {
    const auto pieces = split(trim(part), ';');
    double quality = 1;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      const std::string_view parameter = trim(pieces[i]);
      if (parameter.starts_with("q=")) quality = parse_decimal(parameter.substr(2)).value_or(0);
    }
    const std::string language = to_lower_ascii(trim(pieces[0]).substr(0, trim(pieces[0]).find('-')));
    if (quality > best_quality && patterns_.contains(language)) {
      best = language;
      best_quality = quality;
    }
  }
  return best;
}

std::vector<std::string> Messages::languages() const {
  std::vector<std::string> out;
  for (const auto& entry : patterns_) out.push_back(entry.first);
  return out;
}

}  // namespace cityaudit
