#include "media/plane_scaler.h"

#include "media/pixel_loops.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace cityaudit::media {
namespace {

/// Rows that a plane may have to keep because another one, with more pixels per sample, is not as far yet. A component's sample
/// stands for at most 4 pixels each way, and reaches one sample further on either side.
constexpr int rows_ahead_max = 16;

}  // namespace

PlaneScaler::PlaneScaler(const std::vector<Plane>& planes, Size target) : picture_(target.width, target.height) {
  if (planes.size() != 1 && planes.size() != 3) throw std::logic_error("a picture has one plane or three");
  int taps = 0;
  for (const Plane& plane : planes) {
    Track track;
    track.plane = plane;
    // Mostly planes are alike: their weights are made once.
    for (const Track& other : tracks_) {
      if (other.plane.across == plane.across) track.across = other.across;
      if (other.plane.down == plane.down) track.down = other.down;
    }
    if (!track.across) track.across = std::make_shared<Weights>(lanczos_weights(plane.across, target.width));
    if (!track.down) track.down = std::make_shared<Weights>(lanczos_weights(plane.down, target.height));
    track.kept_max = track.down->reach + plane.rows_at_once + rows_ahead_max;
    track.kept.resize(static_cast<std::size_t>(track.kept_max) * plane.row_bytes);
    track.blended.resize(static_cast<std::size_t>(plane.across.samples) + slack);
    track.narrow.resize(static_cast<std::size_t>(target.width));
    taps = std::max(taps, track.down->taps);
    tracks_.push_back(std::move(track));
  }
  rows_.resize(static_cast<std::size_t>(taps));
}

bool PlaneScaler::Track::suffices_for(int y) const {
  const int first = down->first[static_cast<std::size_t>(y)];
  if (received - first > kept_max) throw std::logic_error("a row was overwritten before it was used");
  return first + down->reach <= received;
}

std::uint8_t* PlaneScaler::row(std::size_t plane, int i) { return tracks_[plane].slot(tracks_[plane].received + i); }

void PlaneScaler::make_row(Track& track, int y) {
  const Weights& down = *track.down;
  const int first = down.first[static_cast<std::size_t>(y)];
  for (int j = 0; j < down.taps; ++j) rows_[static_cast<std::size_t>(j)] = track.slot(first + std::min(j, down.reach - 1));
  const PixelLoops& loops = pixel_loops();
  loops.blend(rows_.data(), down.of(y), down.taps, track.blended.data(), static_cast<std::size_t>(track.plane.across.samples));
  loops.squeeze(track.blended.data(), *track.across, track.narrow.data());
}

void PlaneScaler::advance() {
  for (Track& track : tracks_) track.received += track.plane.rows_at_once;
  const PixelLoops& loops = pixel_loops();
  const auto width = static_cast<std::size_t>(picture_.width);
  for (; made_ < picture_.height; ++made_) {
    if (!std::all_of(tracks_.begin(), tracks_.end(), [&](const Track& track) { return track.suffices_for(made_); })) return;
    for (Track& track : tracks_) make_row(track, made_);
    const std::int16_t* luma = tracks_[0].narrow.data();
    if (tracks_.size() == 1)
      loops.join(luma, luma, luma, picture_.row(made_), width);
    else
      loops.ycc_to_rgb(luma, tracks_[1].narrow.data(), tracks_[2].narrow.data(), picture_.row(made_), width);
  }
}

}  // namespace cityaudit::media
