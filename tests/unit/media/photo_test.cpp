#include "media/photo.h"

#include <gtest/gtest.h>

namespace cityaudit::media {
namespace {

TEST(DeriveLimits, TakeTheirQualityFromTheSettings) {
  Settings settings = Settings::defaults();
  EXPECT_EQ(DeriveLimits::from(settings).quality, Quality::fast);
  settings.set("media.quality", std::string("strict"));
  EXPECT_EQ(DeriveLimits::from(settings).quality, Quality::strict);
  settings.set("media.quality", std::string("best"));
  EXPECT_THROW(DeriveLimits::from(settings), std::runtime_error);
}

}  // namespace
}  // namespace cityaudit::media
