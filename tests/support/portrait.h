#pragma once
// A drawn picture in which detectors see what they look for in photos; for tests. Any thread.

#include <cstdint>
#include <string>
#include <vector>

namespace cityaudit::tests {

struct Portrait {
  static constexpr int width = 800;
  static constexpr int height = 600;

  std::vector<std::uint8_t> pixels;  // red green blue, rows without padding; grey where nothing is drawn

  Portrait();
  void draw_face();   // about x 220..380, y 160..390
  void draw_plate();  // x 500..660, y 400..436
};

/// A face and a number plate, as a JPEG file.
std::string portrait_jpeg();

}  // namespace cityaudit::tests
