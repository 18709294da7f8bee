#pragma once
// Codes of authenticator apps: TOTP of RFC 6238 with HMAC-SHA1, six digits, steps of 30 seconds. Pure; thread-safe.

#include "base/clock.h"
#include "base/digest.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::server::auth {

inline constexpr std::size_t totp_secret_bytes = 20;

/// The code of the step that `at` lies in.
std::string one_time_code(Bytes secret, UtcMillis at);
/// The step of `code` when it is the one of now, the step before or the step after; nothing else is accepted.
std::optional<std::int64_t> step_of_code(Bytes secret, std::string_view code, UtcMillis now);

/// RFC 4648 without padding.
std::string to_base32(Bytes data);
/// What an app reads from a QR code: "otpauth://totp/cityaudit:eva%40example.org?secret=...&issuer=cityaudit".
std::string enrolment_uri(Bytes secret, std::string_view email);

}  // namespace cityaudit::server::auth
