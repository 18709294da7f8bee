#pragma once
// Photos as phones make them, generated: the same bytes every time, so that the bench runs anywhere without downloads.

#include <string>
#include <vector>

namespace cityaudit::bench {

struct PhonePhoto {
  std::string name;       // "12 MP on its side"
  std::string extension;  // "jpg"
  std::string bytes;
  bool headline = false;  // one of the baseline JPEG files of 8 to 22 megapixels that peers are compared on
};

/// The headline photos, with orientations, a position and an embedded thumbnail; then 48 megapixels, progressive, grey, PNG, WebP.
std::vector<PhonePhoto> phone_photos();

/// One small photo (1 megapixel) in each of the eight orientations: to look at, not to measure.
std::vector<PhonePhoto> turned_photos();

}  // namespace cityaudit::bench
