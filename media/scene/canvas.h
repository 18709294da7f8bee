#pragma once
// Anti-aliased flat shapes on a picture whose coordinates are always 1600 x 1200, whatever its pixels. One thread.

#include "media/picture.h"

#include <memory>
#include <vector>

namespace cityaudit::media::scene {

struct Point {
  float x = 0;
  float y = 0;
};

/// Components 0..255. What glows is not dimmed by the light of the scene: lamps, windows at night, displays.
struct Colour {
  float red = 0;
  float green = 0;
  float blue = 0;
  bool glows = false;
};

constexpr Colour hex(std::uint32_t rgb) {
  return {static_cast<float>((rgb >> 16U) & 0xFFU), static_cast<float>((rgb >> 8U) & 0xFFU), static_cast<float>(rgb & 0xFFU)};
}
constexpr Colour glowing(Colour c) { return {c.red, c.green, c.blue, true}; }
/// 0 gives `a`, 1 gives `b`.
constexpr Colour mix(Colour a, Colour b, float t) {
  return {a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t, a.blue + (b.blue - a.blue) * t, a.glows};
}
constexpr Colour lighter(Colour c, float t) { return mix(c, hex(0xFFFFFF), t); }
constexpr Colour darker(Colour c, float t) { return mix(c, hex(0x141A2A), t); }

class Canvas {
 public:
  static constexpr float width = 1600;
  static constexpr float height = 1200;

  Canvas(int pixels_wide, int pixels_high);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  /// Every colour from here on is multiplied by it, component by component over 255, unless it glows.
  void set_light(Colour light) { light_ = light; }

  /// What follows is drawn `zoom` times as large (1 or more), so that the point (x, y) stays where it is.
  void set_view(float zoom, float x, float y);

  void polygon(const std::vector<Point>& points, Colour colour, float alpha = 1);
  void rectangle(float x, float y, float w, float h, Colour colour, float alpha = 1);
  void rounded(float x, float y, float w, float h, float radius, Colour colour, float alpha = 1);
  void ellipse(float x, float y, float rx, float ry, Colour colour, float alpha = 1);
  void circle(float x, float y, float r, Colour colour, float alpha = 1) { ellipse(x, y, r, r, colour, alpha); }
  /// A line through the points with round ends.
  void stroke(const std::vector<Point>& points, float thickness, Colour colour, float alpha = 1);
  /// From `top` to `bottom` down the rectangle.
  void gradient(float x, float y, float w, float h, Colour top, Colour bottom);
  /// Light that adds to what is there and fades towards the radius. `strength` 0..1.
  void glow(float x, float y, float radius, Colour colour, float strength);
  /// A soft shadow.
  void shadow(float x, float y, float rx, float ry, float strength);

  /// The finished picture with a fine grain and slightly darker corners.
  Picture finish(std::uint64_t grain_seed) const;

 private:
  struct Pixels;
  template <class Change>
  void radial(float x, float y, float rx, float ry, Change change);
  Colour lit(Colour colour) const;

  std::unique_ptr<Pixels> pixels_;
  float scale_;
  Point origin_;  // in pixels
  Colour light_ = hex(0xFFFFFF);
};

}  // namespace cityaudit::media::scene
