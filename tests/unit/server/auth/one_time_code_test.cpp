#include "server/auth/one_time_code.h"

#include <gtest/gtest.h>

namespace cityaudit::server::auth {
namespace {

constexpr std::string_view rfc_secret = "12345678901234567890";  // of the examples in RFC 4226 and RFC 6238

TEST(OneTimeCode, IsTheOneOfTheStandard) {
  // RFC 6238, appendix B, SHA-1; the last six of eight digits.
  const std::pair<std::int64_t, const char*> rows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                                                       {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : rows) EXPECT_EQ(one_time_code(bytes_of(rfc_secret), {seconds * 1000}), code) << seconds;
}

TEST(OneTimeCode, ClocksMayDifferByOneStep) {
  const UtcMillis now{1'234'567'890'000};
  const auto step_at = [&](std::int64_t seconds) {
    const UtcMillis then{now.value + seconds * 1000};
    return step_of_code(bytes_of(rfc_secret), one_time_code(bytes_of(rfc_secret), then), now);
  };
  EXPECT_EQ(step_at(0), now.value / 30'000);
  EXPECT_EQ(step_at(-30), now.value / 30'000 - 1);
  EXPECT_EQ(step_at(30), now.value / 30'000 + 1);
  EXPECT_FALSE(step_at(-60));
  EXPECT_FALSE(step_at(60));
  EXPECT_FALSE(step_of_code(bytes_of(rfc_secret), "", now));
  EXPECT_FALSE(step_of_code(bytes_of(rfc_secret), "00592", now));
}

TEST(OneTimeCode, TravelsToTheAppAsBase32) {
  EXPECT_EQ(to_base32(bytes_of("")), "");
  EXPECT_EQ(to_base32(bytes_of("f")), "MY");  // RFC 4648, section 10, without its padding
  EXPECT_EQ(to_base32(bytes_of("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(enrolment_uri(bytes_of("foobar"), "eva@example.org"),
            "otpauth://totp/cityaudit:eva%40example.org?secret=MZXW6YTBOI&issuer=cityaudit");
}

}  // namespace
}  // namespace cityaudit::server::auth
