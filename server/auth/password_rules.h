#pragma once
// Which passwords are taken: long enough, not among those that everybody tries first (config/passwords), and not made of words that stand
// on the sign-in page or in the account. No rules about kinds of characters. Thread-safe; pure.

#include "base/result.h"

#include <string_view>
#include <vector>

namespace cityaudit::server::auth {

inline constexpr std::size_t password_characters_min = 12;

/// `about`: the account's e-mail and name. invalid: "account.password_too_long", "account.password_too_short",
/// "account.password_well_known", "account.password_about_you".
Result<> check_password(std::string_view password, const std::vector<std::string_view>& about);

}  // namespace cityaudit::server::auth
