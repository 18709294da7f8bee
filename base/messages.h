#pragma once
// The text catalogue: config/locales/<lang>.json, ICU plural patterns, one for C++ and web. Read-only after load; thread-safe.

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {

class Messages {
 public:
  /// Reads every embedded "locales/<lang>.json" (flat: key -> ICU MessageFormat pattern).
  static Result<Messages> load();

  /// The text of `key` in `language`, then in English, then the key itself.
  std::string format(std::string_view language, std::string_view key, const std::vector<MessageArgument>& arguments = {}) const;

  /// The best of our languages for an Accept-Language header; "en" when none fits.
  std::string best_language(std::string_view accept_language) const;
  std::vector<std::string> languages() const;

 private:
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> patterns_;
};

}  // namespace cityaudit
