#include "base/characters.h"

#include <gtest/gtest.h>

namespace cityaudit {
namespace {

TEST(Characters, AreCountedNotBytes) {
  EXPECT_EQ(count_characters(""), 0u);
  EXPECT_EQ(count_characters("plain"), 5u);
  EXPECT_EQ(count_characters("Příšerně"), 8u);
  EXPECT_EQ(count_characters("مرحبا"), 5u);
  EXPECT_EQ(count_characters("越南"), 2u);
  EXPECT_EQ(count_characters("\xF0\x9F\x8F\x99"), 1u) << "four bytes";
}

}  // namespace
}  // namespace cityaudit
