#pragma once
// Makes a photo smaller while it is being decoded: from planes of brightness and colour, as JPEG stores them, or from rows of
// pixels, straight to the small picture. No picture of the decoded size ever exists. One thread per object.

#include "media/picture.h"
#include "media/scale.h"
#include "media/weights.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace cityaudit::media {

/// What a decoder gives of one component, or of all together.
struct Plane {
  Side across;
  Side down;
  int channels = 1;           // 3: its rows are of pixels, red green blue
  std::size_t row_bytes = 0;  // at least across.samples times channels: decoders write whole blocks
  int rows_at_once = 0;       // the same number of the picture's rows for every plane
};

/// Of a decoder that gives a picture of that size as pixels, row by row.
Plane plane_of_pixels(Size size);

class PlaneScaler {
 public:
  /// One plane (brightness alone, or pixels) or three (Y, Cb, Cr, full range as in JFIF).
  PlaneScaler(const std::vector<Plane>& planes, Size target);

  /// Where the decoder puts its next `rows_at_once` rows: `i` counts among them. Valid until advance().
  std::uint8_t* row(std::size_t plane, int i);

  /// All planes have got their rows: makes of them what they are enough for.
  void advance();

  /// The picture, whole once the planes got all their rows.
  Picture take() { return std::move(picture_); }

 private:
  struct Track {
    Plane plane;
    std::shared_ptr<const Weights> across;
    std::shared_ptr<const Weights> down;
    int kept_max = 0;                   // rows in the ring
    std::vector<std::uint8_t> kept;     // the ring
    int received = 0;                   // rows so far
    std::vector<std::int16_t> blended;  // one row of the full width
    std::vector<std::int16_t> apart;    // the same, its channels one after the other; only where there are three
    std::vector<std::int16_t> narrow;   // one row of the target's width, channels one after the other

    std::uint8_t* slot(int y) { return kept.data() + static_cast<std::size_t>(y % kept_max) * plane.row_bytes; }
    bool suffices_for(int y) const;
  };

  void make_row(Track& track, int y);
  void finish_row(std::uint8_t* rgb);

  std::vector<Track> tracks_;
  std::vector<const std::uint8_t*> rows_;
  Picture picture_;
  int made_ = 0;
};

}  // namespace cityaudit::media
