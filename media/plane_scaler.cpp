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

Plane plane_of_pixels(Size size) {
  Plane pixels;
  pixels.across = {size.width, static_cast<double>(size.width), size.width, 1};
  pixels.down = {size.height, static_cast<double>(size.height), size.height, 1};
  pixels.channels = static_cast<int>(Picture::channels);
  pixels.row_bytes = static_cast<std::size_t>(size.width) * Picture::channels;
  pixels.rows_at_once = 1;
  return pixels;
}

PlaneScaler::PlaneScaler(const std::vector<Plane>& planes, Size target) : picture_(target.width, target.height) {
  if (planes.size() != 1 && planes.size() != 3) throw std::logic_error("a picture has one plane or three");
  if (planes.size() == 3 && planes[0].channels != 1) throw std::logic_error("a plane among three has one channel");
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
    const auto samples = static_cast<std::size_t>(plane.across.samples);
    const auto channels = static_cast<std::size_t>(plane.channels);
    track.blended.resize(samples * channels + slack);
    if (channels > 1) track.apart.resize((samples + slack) * channels);
    track.narrow.resize(static_cast<std::size_t>(target.width) * channels);
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
  for (int j = 0; j < down.even_reach(); ++j) rows_[static_cast<std::size_t>(j)] = track.slot(first + std::min(j, down.reach - 1));
  const PixelLoops& loops = pixel_loops();
  const auto samples = static_cast<std::size_t>(track.plane.across.samples);
  if (track.plane.channels == 1) {
    loops.blend(rows_.data(), down.of(y), down.even_reach(), track.blended.data(), samples);
    loops.squeeze(track.blended.data(), *track.across, track.narrow.data());
    return;
  }
  loops.blend(rows_.data(), down.of(y), down.even_reach(), track.blended.data(), 3 * samples);
  std::int16_t* apart = track.apart.data();
  const std::size_t next = samples + slack;
  loops.split(track.blended.data(), apart, apart + next, apart + 2 * next, samples);
  for (std::size_t c = 0; c < 3; ++c)
    loops.squeeze(apart + c * next, *track.across, track.narrow.data() + c * static_cast<std::size_t>(picture_.width));
}

void PlaneScaler::finish_row(std::uint8_t* rgb) {
  const PixelLoops& loops = pixel_loops();
  const auto width = static_cast<std::size_t>(picture_.width);
  const std::int16_t* first = tracks_[0].narrow.data();
  if (tracks_.size() == 3)
    loops.ycc_to_rgb(first, tracks_[1].narrow.data(), tracks_[2].narrow.data(), rgb, width);
  else if (tracks_[0].plane.channels == 3)
    loops.join(first, first + width, first + 2 * width, rgb, width);
  else
    loops.join(first, first, first, rgb, width);
}

void PlaneScaler::advance() {
  for (Track& track : tracks_) track.received += track.plane.rows_at_once;
  for (; made_ < picture_.height; ++made_) {
    if (!std::all_of(tracks_.begin(), tracks_.end(), [&](const Track& track) { return track.suffices_for(made_); })) return;
    for (Track& track : tracks_) make_row(track, made_);
    finish_row(picture_.row(made_));
  }
}

}  // namespace cityaudit::media
