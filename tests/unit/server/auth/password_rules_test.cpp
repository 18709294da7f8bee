#include "server/auth/password_rules.h"

#include <gtest/gtest.h>
#include <string>

namespace cityaudit::server::auth {
namespace {

std::string verdict(std::string_view password) {
  const auto checked = check_password(password, {"eva.novakova@magistrat.example.org", "Eva Nováková"});
  return checked ? "taken" : checked.error().code;
}

TEST(PasswordRules, TakeWhatIsLongAndUnusual) {
  for (const char* password :
       {"three plain words", "korálky lampa sedm mostů", "xk7vPq29LmzW", "Eva má ráda žluté tramvaje", "ěščřžýáíéúůď"})
    EXPECT_EQ(verdict(password), "taken") << password;
}

TEST(PasswordRules, RefuseWhatEverybodyTriesFirst) {
  for (const char* password : {"password1234", "123456789012", "qwertyqwerty", "Passwordpassword", "letmeinletmein", "dragon123456789",
                               "aaaaaaaaaaaa", "!!!!monkey2026!!", "            ", "111111111111"})
    EXPECT_EQ(verdict(password), "account.password_well_known") << password;
}

TEST(PasswordRules, RefuseWhatStandsOnTheDoor) {
  for (const char* password : {"cityaudit2026!", "evanovakova123", "novakova novakova", "magistrat-example-1", "Cityaudit Novakova"})
    EXPECT_EQ(verdict(password), "account.password_about_you") << password;
  EXPECT_EQ(verdict("cityaudit a ještě sedm jiných slov k tomu"), "taken") << "a sentence may mention it";
}

TEST(PasswordRules, HaveALength) {
  EXPECT_EQ(verdict("eleven char"), "account.password_too_short");
  EXPECT_EQ(verdict(std::string(1025, 'x')), "account.password_too_long");
  EXPECT_EQ(verdict("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "account.password_too_short");
}

}  // namespace
}  // namespace cityaudit::server::auth
