#include "ingest/localized.h"

#include <boost/json.hpp>

namespace cityaudit::ingest {

std::string to_json(const Localized& text) {
  boost::json::object object;
  for (const auto& [language, words] : text) object[language] = words;
  return boost::json::serialize(object);
}

Localized localized_from_json(std::string_view json) {
  Localized text;
  boost::system::error_code fault;
  const auto value = boost::json::parse({json.data(), json.size()}, fault);
  if (fault || !value.is_object()) return text;
  for (const auto& [language, words] : value.as_object())
    if (words.is_string()) text.emplace(std::string(language), std::string(words.as_string()));
  return text;
}

std::string_view text_in(const Localized& text, std::string_view language) {
  for (const std::string_view tried : {language, std::string_view("en")})
    if (const auto found = text.find(std::string(tried)); found != text.end()) return found->second;
  return text.empty() ? std::string_view{} : text.begin()->second;
}

}  // namespace cityaudit::ingest
