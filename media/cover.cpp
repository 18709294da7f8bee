#include "media/cover.h"

#include "media/mask.h"

#include <algorithm>

namespace cityaudit::media {
namespace {

constexpr int cells_across_a_shape = 5;
constexpr int cells_across_the_picture = 50;
constexpr std::uint8_t solid_grey = 32;

bool touch(const Box& a, const Box& b) { return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom; }

Box around(const Box& a, const Box& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}

/// Boxes that do not touch each other, around boxes that may.
std::vector<Box> join(std::vector<Box> boxes) {
  std::vector<Box> out;
  while (!boxes.empty()) {
    Box box = boxes.back();
    boxes.pop_back();
    // A box that grows may touch one that was set aside before: that one is looked at again as part of it.
    for (bool grew = true; grew;) {
      grew = false;
      for (std::vector<Box>* others : {&boxes, &out}) {
        const auto apart = std::partition(others->begin(), others->end(), [&](const Box& other) { return !touch(box, other); });
        for (auto other = apart; other != others->end(); ++other) box = around(box, *other);
        grew = grew || apart != others->end();
        others->erase(apart, others->end());
      }
    }
    out.push_back(box);
  }
  return out;
}

struct Shapes {
  Mask mask;
  std::vector<Box> boxes;  // none touches another; together they hold the mask
};

Shapes shapes_of(const Picture& picture, std::span<const Redaction> redactions, Cover cover) {
  Shapes shapes{Mask(picture.width, picture.height), {}};
  for (const Redaction& redaction : redactions) {
    if (redaction.cover != cover) continue;
    shapes.mask.add(redaction);
    shapes.boxes.push_back(bounds_of(redaction, picture.width, picture.height));
  }
  shapes.boxes = join(std::move(shapes.boxes));
  return shapes;
}

/// `row_of(y, colours)` gives the colours of a row of the box.
template <class RowOf>
void paint(Picture& picture, const Mask& mask, const Box& box, RowOf&& row_of) {
  std::vector<std::uint8_t> covered;
  std::vector<Cells::Colour> colours(static_cast<std::size_t>(box.width()));
  for (int y = box.top; y < box.bottom; ++y) {
    mask.covered_in(y, covered);
    row_of(y, colours);
    std::uint8_t* pixel = picture.row(y) + static_cast<std::size_t>(box.left) * Picture::channels;
    for (int x = box.left; x < box.right; ++x, pixel += Picture::channels) {
      if (covered[static_cast<std::size_t>(x)] == 0) continue;
      const Cells::Colour& colour = colours[static_cast<std::size_t>(x - box.left)];
      std::copy(colour.begin(), colour.end(), pixel);
    }
  }
}

void blur(Picture& picture, const Shapes& shapes) {
  const int finest = std::max(picture.width, picture.height) / cells_across_the_picture;
  for (const Box& box : shapes.boxes) {
    const int side = std::max({finest, std::max(box.width(), box.height()) / cells_across_a_shape, 1});
    const Cells cells(picture, box, side);
    paint(picture, shapes.mask, box, [&](int y, std::vector<Cells::Colour>& colours) { cells.colours_of_row(y, colours); });
  }
}

void fill(Picture& picture, const Shapes& shapes) {
  for (const Box& box : shapes.boxes) {
    paint(picture, shapes.mask, box, [](int, std::vector<Cells::Colour>& colours) {
      std::fill(colours.begin(), colours.end(), Cells::Colour{solid_grey, solid_grey, solid_grey});
    });
  }
}

}  // namespace

void cover(Picture& picture, std::span<const Redaction> redactions) {
  if (redactions.empty()) return;
  // Solid first, so that no average holds anything of what lies under it; and last, so that it stays flat.
  const Shapes solid = shapes_of(picture, redactions, Cover::solid);
  fill(picture, solid);
  blur(picture, shapes_of(picture, redactions, Cover::blur));
  fill(picture, solid);
}

}  // namespace cityaudit::media
