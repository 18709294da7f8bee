#include "media/derive_answer.h"

#include "media/plain_jpeg.h"

#include <algorithm>

namespace cityaudit::media {

DeriveAnswer::State DeriveAnswer::take_facts(std::string_view payload) {
  const auto facts = decode_facts(payload);
  if (!facts) return State::violated;
  const PhotoFacts& f = *facts;
  const bool within = std::uint64_t{f.width} * f.height <= limits_.photo_pixels_max &&
                      std::max(f.width, f.height) <= limits_.photo_side_max &&
                      std::max(f.preview_width, f.preview_height) <= limits_.preview_side &&
                      std::max(f.thumbnail_width, f.thumbnail_height) <= limits_.thumbnail_side;
  if (!within) return State::violated;
  derived_.facts = f;
  expected_ = asked_.any() ? FrameType::origin : FrameType::thumbnail;
  return State::open;
}

DeriveAnswer::State DeriveAnswer::take_origin(std::string_view payload) {
  auto origin = decode_origin(payload);
  if (!origin) return State::violated;
  if ((!asked_.time && !origin->taken_at.empty()) || (!asked_.place && origin->latitude_e7)) return State::violated;
  derived_.origin = *std::move(origin);
  expected_ = FrameType::thumbnail;
  return State::open;
}

DeriveAnswer::State DeriveAnswer::take_jpeg(FrameType type, std::string payload) {
  const PhotoFacts& facts = derived_.facts;
  const bool preview = type == FrameType::preview;
  const bool plain = preview ? is_plain_jpeg(bytes_of(payload), facts.preview_width, facts.preview_height)
                             : is_plain_jpeg(bytes_of(payload), facts.thumbnail_width, facts.thumbnail_height);
  if (!plain) return State::violated;
  if (type == FrameType::veil) {
    derived_.veil_jpeg = std::move(payload);
    return State::complete;
  }
  (preview ? derived_.preview_jpeg : derived_.thumbnail_jpeg) = std::move(payload);
  expected_ = preview ? FrameType::veil : FrameType::preview;
  return State::open;
}

DeriveAnswer::State DeriveAnswer::accept(FrameType type, std::string payload) {
  if (type == FrameType::refusal && expected_ == FrameType::facts) {
    derived_.refusal = decode_refusal(payload);
    return derived_.refusal ? State::complete : State::violated;
  }
  if (type != expected_) return State::violated;
  switch (type) {
    case FrameType::facts: return take_facts(payload);
    case FrameType::origin: return take_origin(payload);
    case FrameType::thumbnail:
    case FrameType::preview:
    case FrameType::veil: return take_jpeg(type, std::move(payload));
    default: return State::violated;
  }
}

}  // namespace cityaudit::media
