#include "media/scene/canvas.h"

#include "media/scene/dice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace cityaudit::media::scene {
namespace {

constexpr int fraction_bits = 4;  // OpenCV takes coordinates in sixteenths of a pixel

cv::Point to_sixteenths(Point p, float scale, Point origin) {
  constexpr float one = 1 << fraction_bits;
  return {static_cast<int>(std::lround((p.x * scale + origin.x) * one)), static_cast<int>(std::lround((p.y * scale + origin.y) * one))};
}

cv::Scalar to_scalar(Colour c) { return {c.red, c.green, c.blue}; }

std::uint8_t to_byte(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

std::vector<Point> arc(Point centre, float rx, float ry, float from_degrees, float to_degrees, int steps) {
  std::vector<Point> out;
  for (int i = 0; i <= steps; ++i) {
    const float t = from_degrees + (to_degrees - from_degrees) * static_cast<float>(i) / static_cast<float>(steps);
    const float a = t * std::numbers::pi_v<float> / 180.0F;
    out.push_back({centre.x + rx * std::cos(a), centre.y + ry * std::sin(a)});
  }
  return out;
}

}  // namespace

struct Canvas::Pixels {
  cv::Mat mat;  // red, green, blue

  /// Draws into a mask over the region that `bounds` touches, then blends the colour in through it. `draw` gets the mask
  /// and where its corner lies in the picture.
  template <class Draw>
  void blend(cv::Rect bounds, Colour colour, float alpha, Draw draw) {
    bounds &= cv::Rect(0, 0, mat.cols, mat.rows);
    if (bounds.empty()) return;
    cv::Mat mask = cv::Mat::zeros(bounds.size(), CV_8UC1);
    draw(mask, bounds.tl());
    const std::array<float, 3> paint = {colour.red, colour.green, colour.blue};
    for (int y = 0; y < bounds.height; ++y) {
      const std::uint8_t* cover = mask.ptr<std::uint8_t>(y);
      std::uint8_t* pixel = mat.ptr<std::uint8_t>(bounds.y + y) + static_cast<std::ptrdiff_t>(bounds.x) * 3;
      for (int x = 0; x < bounds.width; ++x, pixel += 3) {
        if (cover[x] == 0) continue;
        const float a = alpha * static_cast<float>(cover[x]) / 255.0F;
        for (std::size_t c = 0; c < 3; ++c) pixel[c] = to_byte(static_cast<float>(pixel[c]) * (1 - a) + paint[c] * a);
      }
    }
  }
};

Canvas::Canvas(int pixels_wide, int pixels_high)
    : pixels_(std::make_unique<Pixels>(Pixels{cv::Mat(pixels_high, pixels_wide, CV_8UC3, cv::Scalar(255, 255, 255))})),
      scale_(std::max(static_cast<float>(pixels_wide) / width, static_cast<float>(pixels_high) / height)) {}

Canvas::~Canvas() = default;

Colour Canvas::lit(Colour c) const {
  if (c.glows) return c;
  return {c.red * light_.red / 255, c.green * light_.green / 255, c.blue * light_.blue / 255};
}

void Canvas::set_view(float zoom, float x, float y) {
  origin_ = {origin_.x + x * scale_ * (1 - zoom), origin_.y + y * scale_ * (1 - zoom)};
  scale_ *= zoom;
}

void Canvas::polygon(const std::vector<Point>& points, Colour colour, float alpha) {
  std::vector<cv::Point> corners;
  for (const Point& p : points) corners.push_back(to_sixteenths(p, scale_, origin_));
  const std::vector<std::vector<cv::Point>> outline{corners};
  const Colour paint = lit(colour);
  if (alpha >= 1) {
    cv::fillPoly(pixels_->mat, outline, to_scalar(paint), cv::LINE_AA, fraction_bits);
    return;
  }
  const cv::Rect fine = cv::boundingRect(corners);
  const cv::Rect bounds((fine.x >> fraction_bits) - 2, (fine.y >> fraction_bits) - 2, (fine.width >> fraction_bits) + 5,
                        (fine.height >> fraction_bits) + 5);
  pixels_->blend(bounds, paint, alpha, [&](cv::Mat& mask, cv::Point corner) {
    std::vector<std::vector<cv::Point>> moved{corners};
    for (cv::Point& p : moved.front()) p -= corner * (1 << fraction_bits);
    cv::fillPoly(mask, moved, cv::Scalar(255), cv::LINE_AA, fraction_bits);
  });
}

void Canvas::rectangle(float x, float y, float w, float h, Colour colour, float alpha) {
  polygon({{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, colour, alpha);
}

void Canvas::rounded(float x, float y, float w, float h, float radius, Colour colour, float alpha) {
  const float r = std::min({radius, w / 2, h / 2});
  std::vector<Point> outline;
  const std::array<Point, 4> centres = {{{x + w - r, y + r}, {x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}}};
  float from = -90;
  for (const Point& centre : centres) {
    const auto corner = arc(centre, r, r, from, from + 90, 8);
    outline.insert(outline.end(), corner.begin(), corner.end());
    from += 90;
  }
  polygon(outline, colour, alpha);
}

void Canvas::ellipse(float x, float y, float rx, float ry, Colour colour, float alpha) {
  polygon(arc({x, y}, rx, ry, 0, 360, std::max(rx, ry) > 40 ? 72 : 32), colour, alpha);
}

void Canvas::stroke(const std::vector<Point>& points, float thickness, Colour colour, float alpha) {
  std::vector<cv::Point> line;
  for (const Point& p : points) line.push_back(to_sixteenths(p, scale_, origin_));
  const int pixels = std::max(1, static_cast<int>(std::lround(thickness * scale_)));
  const float thin = std::min(1.0F, thickness * scale_);  // thinner than a pixel shows as paler
  const cv::Rect fine = cv::boundingRect(line);
  const cv::Rect bounds((fine.x >> fraction_bits) - pixels - 2, (fine.y >> fraction_bits) - pixels - 2,
                        (fine.width >> fraction_bits) + 2 * pixels + 5, (fine.height >> fraction_bits) + 2 * pixels + 5);
  pixels_->blend(bounds, lit(colour), alpha * thin, [&](cv::Mat& mask, cv::Point corner) {
    for (cv::Point& p : line) p -= corner * (1 << fraction_bits);
    cv::polylines(mask, line, false, cv::Scalar(255), pixels, cv::LINE_AA, fraction_bits);
  });
}

void Canvas::gradient(float x, float y, float w, float h, Colour top, Colour bottom) {
  const Colour a = lit(top);
  const Colour b = lit(bottom);
  const cv::Rect wanted(static_cast<int>(std::floor(x * scale_ + origin_.x)), static_cast<int>(std::floor(y * scale_ + origin_.y)),
                        static_cast<int>(std::ceil(w * scale_)) + 1, static_cast<int>(std::ceil(h * scale_)) + 1);
  const cv::Rect area = wanted & cv::Rect(0, 0, pixels_->mat.cols, pixels_->mat.rows);
  for (int row = area.y; row < area.y + area.height; ++row) {
    const Colour c = mix(a, b, static_cast<float>(row - wanted.y) / static_cast<float>(wanted.height));
    pixels_->mat(cv::Rect(area.x, row, area.width, 1)).setTo(to_scalar(c));
  }
}

template <class Change>
void Canvas::radial(float x, float y, float rx, float ry, Change change) {
  const cv::Rect all(0, 0, pixels_->mat.cols, pixels_->mat.rows);
  const cv::Rect area = all & cv::Rect(static_cast<int>((x - rx) * scale_ + origin_.x), static_cast<int>((y - ry) * scale_ + origin_.y),
                                       static_cast<int>(2 * rx * scale_) + 1, static_cast<int>(2 * ry * scale_) + 1);
  for (int row = area.y; row < area.y + area.height; ++row) {
    std::uint8_t* pixel = pixels_->mat.ptr<std::uint8_t>(row) + static_cast<std::ptrdiff_t>(area.x) * 3;
    for (int column = area.x; column < area.x + area.width; ++column, pixel += 3) {
      const float dx = ((static_cast<float>(column) - origin_.x) / scale_ - x) / rx;
      const float dy = ((static_cast<float>(row) - origin_.y) / scale_ - y) / ry;
      const float near = 1 - std::min(1.0F, dx * dx + dy * dy);
      change(pixel, near * near);
    }
  }
}

void Canvas::glow(float x, float y, float radius, Colour colour, float strength) {
  const std::array<float, 3> paint = {colour.red, colour.green, colour.blue};
  radial(x, y, radius, radius, [&](std::uint8_t* pixel, float near) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float dark = 255.0F - static_cast<float>(pixel[c]);
      pixel[c] = to_byte(255.0F - dark * (1 - paint[c] / 255.0F * near * strength));
    }
  });
}

void Canvas::shadow(float x, float y, float rx, float ry, float strength) {
  radial(x, y, rx, ry, [&](std::uint8_t* pixel, float near) {
    for (int c = 0; c < 3; ++c) pixel[c] = to_byte(static_cast<float>(pixel[c]) * (1 - strength * near));
  });
}

Picture Canvas::finish(std::uint64_t grain_seed) const {
  const cv::Mat& mat = pixels_->mat;
  Picture out(mat.cols, mat.rows);
  Dice dice(grain_seed);
  for (int y = 0; y < mat.rows; ++y) {
    const std::uint8_t* from = mat.ptr<std::uint8_t>(y);
    std::uint8_t* to = out.row(y);
    const float v = 2.0F * static_cast<float>(y) / static_cast<float>(mat.rows) - 1;
    for (int x = 0; x < mat.cols; ++x) {
      const float u = 2.0F * static_cast<float>(x) / static_cast<float>(mat.cols) - 1;
      const float corner = 1 - 0.055F * (u * u + v * v) * (u * u + v * v) / 2;
      const std::uint64_t bits = dice.next();
      // The sum of four bytes is near enough to a normal distribution, with a deviation below 2.
      const auto sum = static_cast<float>((bits & 0xFFU) + ((bits >> 8U) & 0xFFU) + ((bits >> 16U) & 0xFFU) + ((bits >> 24U) & 0xFFU));
      const float grain = (sum - 510.0F) / 85.0F;
      for (int c = 0; c < 3; ++c) *to++ = to_byte(static_cast<float>(*from++) * corner + grain);
    }
  }
  return out;
}

}  // namespace cityaudit::media::scene
