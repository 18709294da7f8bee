#pragma once
// Takes single answers out of a stored instance. Pure; thread-safe.

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// The instance with every answer that is, but for spaces around it, a key of `replacements` replaced by its value. All other answers,
/// names and attributes stay; comments and the white space between elements do not. invalid ("submission.unreadable") for what is no XML.
Result<std::string> replace_answers(std::string_view xml, const std::map<std::string, std::string, std::less<>>& replacements);

}  // namespace cityaudit::ingest
