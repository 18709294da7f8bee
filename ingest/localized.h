#pragma once
// Text in several languages as a column holds it: a JSON object from language to text. Pure and thread-safe.

#include <map>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

using Localized = std::map<std::string, std::string>;  // "cs" -> "Procházka městem"

std::string to_json(const Localized& text);
/// Empty when it is no such object.
Localized localized_from_json(std::string_view json);
/// In `language`, else English, else whichever there is.
std::string_view text_in(const Localized& text, std::string_view language);

}  // namespace cityaudit::ingest
