#include "media/mask.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cityaudit::media {
namespace {

/// A pixel that a shape touches has its middle less than this far away from the shape.
constexpr double margin = 1.0;

struct Spot {
  double x;
  double y;
};

Spot spot_of(Point point, int width, int height) {
  return {static_cast<double>(point.x) * width / point_max, static_cast<double>(point.y) * height / point_max};
}

double radius_in_pixels(const Redaction& redaction, int width, int height) {
  return static_cast<double>(redaction.radius) * std::max(width, height) / point_max + margin;
}

/// Where a row meets a convex shape: grows by every piece of the shape that it meets.
struct Run {
  double left = std::numeric_limits<double>::infinity();
  double right = -std::numeric_limits<double>::infinity();

  void reach(double from, double to) {
    left = std::min(left, from);
    right = std::max(right, to);
  }
  void reach_disc(Spot middle, double radius, double y) {
    const double rise = y - middle.y;
    if (std::abs(rise) > radius) return;
    const double half = std::sqrt(radius * radius - rise * rise);
    reach(middle.x - half, middle.x + half);
  }
  void reach_edge(Spot a, Spot b, double y) {
    if (y < std::min(a.y, b.y) || y > std::max(a.y, b.y)) return;
    if (a.y == b.y) {
      reach(std::min(a.x, b.x), std::max(a.x, b.x));
      return;
    }
    const double x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
    reach(x, x);
  }
};

}  // namespace

Box bounds_of(const Redaction& redaction, int width, int height) {
  const double reach = radius_in_pixels(redaction, width, height) + 1.0;
  Spot least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Spot most{0.0, 0.0};
  for (const Point& point : redaction.points) {
    const Spot spot = spot_of(point, width, height);
    least = {std::min(least.x, spot.x), std::min(least.y, spot.y)};
    most = {std::max(most.x, spot.x), std::max(most.y, spot.y)};
  }
  const auto low = [&](double at) { return std::max(0, static_cast<int>(std::floor(at - reach))); };
  const auto high = [&](double at, int limit) { return std::min(limit, static_cast<int>(std::ceil(at + reach))); };
  return {low(least.x), low(least.y), high(most.x, width), high(most.y, height)};
}

Mask::Mask(int width, int height)
    : width_(width), height_(height), steps_((static_cast<std::size_t>(width) + 1) * static_cast<std::size_t>(height)) {}

/// Pixels whose middles lie between `left` and `right`.
void Mask::add_run(int y, double left, double right) {
  const int first = std::max(0, static_cast<int>(std::ceil(left - 0.5)));
  const int end = std::min(width_, static_cast<int>(std::floor(right - 0.5)) + 1);
  if (first >= end) return;
  std::int16_t* row = steps_.data() + (static_cast<std::size_t>(width_) + 1) * static_cast<std::size_t>(y);
  ++row[first];
  --row[end];
}

void Mask::add_line(double x0, double y0, double x1, double y1, double radius) {
  const double length = std::hypot(x1 - x0, y1 - y0);
  const double across_x = length > 0 ? (y0 - y1) / length * radius : 0.0;
  const double across_y = length > 0 ? (x1 - x0) / length * radius : 0.0;
  const Spot corners[] = {
      {x0 + across_x, y0 + across_y}, {x1 + across_x, y1 + across_y}, {x1 - across_x, y1 - across_y}, {x0 - across_x, y0 - across_y}};
  const int top = std::max(0, static_cast<int>(std::floor(std::min(y0, y1) - radius)));
  const int bottom = std::min(height_, static_cast<int>(std::ceil(std::max(y0, y1) + radius)) + 1);
  for (int y = top; y < bottom; ++y) {
    const double middle = y + 0.5;
    Run run;
    run.reach_disc({x0, y0}, radius, middle);
    run.reach_disc({x1, y1}, radius, middle);
    for (int i = 0; i < 4 && length > 0; ++i) run.reach_edge(corners[i], corners[(i + 1) % 4], middle);
    if (run.left <= run.right) add_run(y, run.left, run.right);
  }
}

void Mask::add(const Redaction& redaction) {
  if (redaction.radius == 0) {
    const Spot a = spot_of(redaction.points[0], width_, height_);
    const Spot b = spot_of(redaction.points[1], width_, height_);
    const Box box = bounds_of(redaction, width_, height_);
    for (int y = box.top; y < box.bottom; ++y) add_run(y, std::min(a.x, b.x) - margin, std::max(a.x, b.x) + margin);
    return;
  }
  const double radius = radius_in_pixels(redaction, width_, height_);
  Spot last = spot_of(redaction.points.front(), width_, height_);
  for (std::size_t i = 0; i < redaction.points.size(); ++i) {
    const Spot next = spot_of(redaction.points[i], width_, height_);
    if (i > 0 || redaction.points.size() == 1) add_line(last.x, last.y, next.x, next.y, radius);
    last = next;
  }
}

void Mask::covered_in(int y, std::vector<std::uint8_t>& row) const {
  const std::int16_t* steps = steps_.data() + (static_cast<std::size_t>(width_) + 1) * static_cast<std::size_t>(y);
  row.resize(static_cast<std::size_t>(width_));
  int runs = 0;
  for (std::uint8_t& covered : row) {
    runs += *steps++;
    covered = runs > 0 ? 1 : 0;
  }
}

}  // namespace cityaudit::media
