#include "server/auth/password.h"

#include <gtest/gtest.h>
#include <atomic>
#include <thread>
#include <vector>

namespace cityaudit::server::auth {
namespace {

Settings cheap() {
  Settings settings = Settings::defaults();
  settings.set("people.password_memory_bytes", std::int64_t{65'536});
  settings.set("people.password_operations", std::int64_t{1});
  return settings;
}

TEST(PasswordHashing, KnowsThePasswordAgainAndNoOther) {
  PasswordHashing hashing(cheap());
  const std::string encoded = hashing.hash("three plain words").value();
  EXPECT_TRUE(encoded.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << encoded;
  EXPECT_NE(encoded, hashing.hash("three plain words").value()) << "each has its own salt";
  EXPECT_TRUE(hashing.matches(encoded, "three plain words").value());
  EXPECT_FALSE(hashing.matches(encoded, "three plain word").value());
  EXPECT_FALSE(hashing.matches("", "").value());
  EXPECT_FALSE(hashing.matches("no hash at all", "three plain words").value());
}

TEST(PasswordHashing, DefaultsTakeAtLeastNineteenMebibytes) {
  EXPECT_GE(Settings::defaults().integer("people.password_memory_bytes"), 19 * 1024 * 1024);
}

TEST(PasswordHashing, ComputesOnlyAFewAtOnceAndTurnsAwayACrowd) {
  Settings settings = cheap();
  settings.set("people.password_memory_bytes", std::int64_t{16'777'216});
  settings.set("people.password_operations", std::int64_t{8});
  PasswordHashing hashing(settings);
  std::atomic<int> done{0}, turned_away{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 40; ++i)
      threads.emplace_back([&] {
        const auto hash = hashing.hash("three plain words");
        if (hash)
          ++done;
        else if (hash.error().kind == ErrorKind::unavailable)
          ++turned_away;
      });
  }
  EXPECT_EQ(done + turned_away, 40);
  EXPECT_GE(done, 18) << "two compute and sixteen wait";
  EXPECT_GE(turned_away, 1);
  EXPECT_TRUE(hashing.hash("three plain words")) << "and all places are free again";
}

}  // namespace
}  // namespace cityaudit::server::auth
