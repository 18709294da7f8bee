#include "server/auth/one_time_code.h"

#include "base/text.h"

#include <fmt/format.h>
#include <array>

namespace cityaudit::server::auth {
namespace {

constexpr std::int64_t step_millis = 30'000;
constexpr std::uint32_t code_limit = 1'000'000;  // six digits

/// HOTP of RFC 4226, section 5.3.
std::string code_of_step(Bytes secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) counter[i] = static_cast<unsigned char>(step >> (8 * (7 - i)));
  const auto digest = hmac_sha1(secret, counter);
  const std::size_t at = digest.back() & 0x0fU;
  const std::uint32_t number = (static_cast<std::uint32_t>(digest[at] & 0x7fU) << 24U) |
                               (static_cast<std::uint32_t>(digest[at + 1]) << 16U) | (static_cast<std::uint32_t>(digest[at + 2]) << 8U) |
                               static_cast<std::uint32_t>(digest[at + 3]);
  return fmt::format("{:06}", number % code_limit);
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

}  // namespace

std::string one_time_code(Bytes secret, UtcMillis at) { return code_of_step(secret, at.value / step_millis); }

std::optional<std::int64_t> step_of_code(Bytes secret, std::string_view code, UtcMillis now) {
  const std::int64_t current = now.value / step_millis;
  std::optional<std::int64_t> found;
  for (const std::int64_t step : {current - 1, current, current + 1})
    if (equal_in_constant_time(code_of_step(secret, step), code)) found = step;
  return found;
}

std::string to_base32(Bytes data) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const unsigned char byte : data) {
    held = (held << 8U) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += letters[(held >> static_cast<unsigned>(bits - 5)) & 31U];
  }
  if (bits > 0) out += letters[(held << static_cast<unsigned>(5 - bits)) & 31U];
  return out;
}

std::string enrolment_uri(Bytes secret, std::string_view email) {
  return fmt::format("otpauth://totp/cityaudit:{}?secret={}&issuer=cityaudit", percent_encoded(email), to_base32(secret));
}

}  // namespace cityaudit::server::auth
