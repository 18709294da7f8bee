#include "tests/support/portrait.h"

#include "tests/support/picture_file.h"

#include <algorithm>
#include <cmath>

namespace cityaudit::tests {
namespace {

std::uint8_t* pixel(Portrait& portrait, int x, int y) {
  return portrait.pixels.data() + (static_cast<std::size_t>(y) * Portrait::width + static_cast<std::size_t>(x)) * 3;
}

/// An ellipse that runs out over the share `softness` of its radius.
void ellipse(Portrait& portrait, double middle_x, double middle_y, double radius_x, double radius_y, int level, double softness) {
  for (int y = 0; y < Portrait::height; ++y) {
    for (int x = 0; x < Portrait::width; ++x) {
      const double away = std::hypot((x - middle_x) / radius_x, (y - middle_y) / radius_y);
      const double cover = std::clamp((1.0 - away) / softness, 0.0, 1.0);
      std::uint8_t* p = pixel(portrait, x, y);
      std::fill_n(p, 3, static_cast<std::uint8_t>(*p + (level - *p) * cover));
    }
  }
}

void rectangle(Portrait& portrait, int left, int top, int right, int bottom, std::uint8_t level) {
  for (int y = top; y < bottom; ++y) std::fill_n(pixel(portrait, left, y), 3 * (right - left), level);
}

}  // namespace

Portrait::Portrait() : pixels(static_cast<std::size_t>(width) * height * 3, 110) {}

void Portrait::draw_face() {
  constexpr double x = 300;
  constexpr double y = 280;
  constexpr double unit = 100;
  ellipse(*this, x, y - 0.25 * unit, 1.02 * unit, 1.25 * unit, 50, 0.1);  // hair
  ellipse(*this, x, y, 0.85 * unit, 1.15 * unit, 200, 0.25);
  for (const int side : {-1, 1}) {
    ellipse(*this, x + side * 0.38 * unit, y - 0.45 * unit, 0.26 * unit, 0.07 * unit, 60, 0.5);   // brow
    ellipse(*this, x + side * 0.36 * unit, y - 0.25 * unit, 0.24 * unit, 0.13 * unit, 120, 0.8);  // eye
    ellipse(*this, x + side * 0.36 * unit, y - 0.25 * unit, 0.11 * unit, 0.10 * unit, 20, 0.5);
    ellipse(*this, x + side * 0.13 * unit, y + 0.27 * unit, 0.06 * unit, 0.05 * unit, 90, 0.7);
  }
  ellipse(*this, x, y + 0.05 * unit, 0.09 * unit, 0.3 * unit, 225, 0.9);  // nose
  ellipse(*this, x, y + 0.62 * unit, 0.36 * unit, 0.10 * unit, 90, 0.6);  // mouth
  ellipse(*this, x, y + 0.75 * unit, 0.3 * unit, 0.07 * unit, 215, 0.9);
}

void Portrait::draw_plate() {
  rectangle(*this, 500, 400, 660, 436, 30);
  rectangle(*this, 502, 402, 658, 434, 240);
  for (int i = 0; i < 7; ++i) {
    const int x = 510 + 20 * i;
    const int bar = i % 2 == 0 ? 416 : 407;
    rectangle(*this, x, 407, x + 4, 429, 20);
    rectangle(*this, x + 9, 407, x + 13, 429, 20);
    rectangle(*this, x, bar, x + 13, bar + 4, 20);
  }
}

std::string portrait_jpeg() {
  Portrait portrait;
  portrait.draw_face();
  portrait.draw_plate();
  return jpeg_file(portrait.pixels, Portrait::width, Portrait::height);
}

}  // namespace cityaudit::tests
