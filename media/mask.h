#pragma once
// Which pixels boxes and strokes cover. For one thread.

#include "media/cells.h"
#include "media/photo.h"

namespace cityaudit::media {

/// The pixels a redaction can touch: its shape and one pixel more on every side, within a picture of this size.
Box bounds_of(const Redaction& redaction, int width, int height);

/// Every pixel that a shape touches is covered, and at most two more on every side. Adding costs time by the shape's height and its
/// points, not by its area: however people draw, it stays in milliseconds.
class Mask {
 public:
  Mask(int width, int height);

  void add(const Redaction& redaction);
  /// One byte per pixel of row `y`: 1 is covered.
  void covered_in(int y, std::vector<std::uint8_t>& row) const;

 private:
  void add_run(int y, double left, double right);
  void add_line(double x0, double y0, double x1, double y1, double radius);

  int width_;
  int height_;
  std::vector<std::int16_t> steps_;  // per pixel, and one more per row: how many runs begin there less how many have ended
};

}  // namespace cityaudit::media
