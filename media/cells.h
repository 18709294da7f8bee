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

  /// The colour for a pixel of the box, between the middles of the cells around it.
  Colour at(int x, int y) const;

 private:
  using Sum = std::array<float, Picture::channels>;
  const Sum& cell(int column, int row) const { return cells_[static_cast<std::size_t>(row * columns_ + column)]; }

  Box box_;
  int columns_;
  int rows_;
  std::vector<Sum> cells_;
};

}  // namespace cityaudit::media
