#pragma once
// A part of a picture as a few averages: what remains of it where nothing may be recognised. Pure; any thread.

#include "media/picture.h"

#include <array>

namespace cityaudit::media {

/// Pixels of a picture; right and bottom are the first ones outside.
struct Box {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  int width() const { return right - left; }
  int height() const { return bottom - top; }
};

class Cells {
 public:
  using Colour = std::array<std::uint8_t, Picture::channels>;

  /// `box` lies in the picture and is not empty. Cells are at least `side` pixels wide and high, unless the box is smaller.
  Cells(const Picture& picture, Box box, int side);

  /// The colours for the pixels of a row of the box, from its left: they run from the middle of one cell to the next.
  void colours_of_row(int y, std::vector<Colour>& out) const;

 private:
  using Levels = std::array<float, Picture::channels>;
  /// The cells before and after a pixel, and how far it is from the first to the second.
  struct Between {
    int first;
    int second;
    float share;
  };
  static Between place(int offset, int length, int count);

  Box box_;
  int columns_;
  int rows_;
  std::vector<Levels> cells_;
  std::vector<Between> across_;  // per pixel of the box's width
};

}  // namespace cityaudit::media
