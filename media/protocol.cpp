#include "media/protocol.h"

#include "media/plain_jpeg.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::media {
namespace {

class Writer {
 public:
  Writer& number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_ += static_cast<char>((value >> (8 * i)) & 0xFFU);
    return *this;
  }
  Writer& text(std::string_view value) {
    out_ += value;
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads little-endian numbers; after one that is out of bounds or missing, ok() is false for good.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  template <class T>
  Reader& number(T& value, int bytes, std::uint64_t from, std::uint64_t to) {
    if (!ok_ || in_.size() < static_cast<std::size_t>(bytes)) {
      ok_ = false;
      return *this;
    }
    std::uint64_t read = 0;
    for (int i = 0; i < bytes; ++i)
      read |= static_cast<std::uint64_t>(static_cast<unsigned char>(in_[static_cast<std::size_t>(i)])) << (8 * i);
    in_.remove_prefix(static_cast<std::size_t>(bytes));
    if (read < from || read > to)
      ok_ = false;
    else
      value = static_cast<T>(read);
    return *this;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && in_.empty(); }
  std::string_view rest() const { return in_; }

 private:
  std::string_view in_;
  bool ok_ = true;
};

constexpr std::uint64_t any_side = 65'535;
constexpr std::uint64_t input_bytes_bound = std::uint64_t{1} << 32U;

struct Bounds {
  std::uint32_t least;
  std::uint32_t most;
};

constexpr Bounds bounds_of(FrameType type) {
  switch (type) {
    case FrameType::ready: return {2, 2};
    case FrameType::derive: return {45, 45};
    case FrameType::piece: return {1, piece_bytes_max};
    case FrameType::end: return {0, 0};
    case FrameType::draw: return {18, 18};
    case FrameType::refusal: return {1, 1 + refusal_detail_bytes_max};
    case FrameType::facts: return {27, 27};
    case FrameType::thumbnail:
    case FrameType::preview:
    case FrameType::picture: return {4, picture_bytes_max};
  }
  return {1, 0};
}

}  // namespace

std::array<unsigned char, frame_head_bytes> encode_head(FrameType type, std::size_t payload_bytes) {
  const auto n = static_cast<std::uint32_t>(payload_bytes);
  const auto byte = [n](int shift) { return static_cast<unsigned char>((n >> shift) & 0xFFU); };
  return {byte(0), byte(8), byte(16), byte(24), static_cast<unsigned char>(type), 0, 0, 0};
}

std::optional<FrameHead> decode_head(std::span<const unsigned char, frame_head_bytes> bytes) {
  if (bytes[4] < 1 || bytes[4] > frame_type_last || bytes[5] != 0 || bytes[6] != 0 || bytes[7] != 0) return std::nullopt;
  FrameHead head{static_cast<FrameType>(bytes[4]), 0};
  for (int i = 3; i >= 0; --i) head.payload_bytes = (head.payload_bytes << 8U) | bytes[static_cast<std::size_t>(i)];
  const Bounds bounds = bounds_of(head.type);
  if (head.payload_bytes < bounds.least || head.payload_bytes > bounds.most) return std::nullopt;
  return head;
}

std::string encode(const Ready& ready) { return Writer().number(ready.version, 1).number(ready.filtered ? 1 : 0, 1).take(); }

std::optional<Ready> decode_ready(std::string_view payload) {
  Ready ready;
  if (!Reader(payload).number(ready.version, 1, protocol_version, protocol_version).number(ready.filtered, 1, 0, 1).at_end())
    return std::nullopt;
  return ready;
}

std::string encode(const DeriveRequest& request) {
  const DeriveLimits& l = request.limits;
  return Writer()
      .number(request.input_bytes, 8)
      .number(l.photo_bytes_max, 8)
      .number(l.photo_pixels_max, 8)
      .number(l.photo_side_max, 4)
      .number(l.jpeg_scans_max, 4)
      .number(l.preview_side, 4)
      .number(l.thumbnail_side, 4)
      .number(l.jpeg_quality, 4)
      .number(l.heif ? 1 : 0, 1)
      .take();
}

std::optional<DeriveRequest> decode_derive(std::string_view payload) {
  DeriveRequest request;
  DeriveLimits& l = request.limits;
  Reader reader(payload);
  reader.number(request.input_bytes, 8, 1, input_bytes_bound)
      .number(l.photo_bytes_max, 8, 1, input_bytes_bound)
      .number(l.photo_pixels_max, 8, 1, any_side * any_side)
      .number(l.photo_side_max, 4, 1, any_side)
      .number(l.jpeg_scans_max, 4, 1, 100'000)
      .number(l.preview_side, 4, 16, 8192)
      .number(l.thumbnail_side, 4, 16, 8192)
      .number(l.jpeg_quality, 4, 1, 100)
      .number(l.heif, 1, 0, 1);
  if (!reader.at_end() || request.input_bytes > l.photo_bytes_max) return std::nullopt;
  return request;
}

std::string encode(const SceneRequest& request) {
  return Writer()
      .number(request.seed, 8)
      .number(static_cast<std::uint8_t>(request.motif), 1)
      .number(static_cast<std::uint8_t>(request.polarity), 1)
      .number(request.width, 4)
      .number(request.height, 4)
      .take();
}

std::optional<SceneRequest> decode_scene(std::string_view payload) {
  SceneRequest request;
  Reader reader(payload);
  reader.number(request.seed, 8, 0, ~std::uint64_t{0})
      .number(request.motif, 1, 1, motif_last)
      .number(request.polarity, 1, 1, polarity_last)
      .number(request.width, 4, 160, 4000)
      .number(request.height, 4, 120, 4000);
  if (!reader.at_end()) return std::nullopt;
  return request;
}

std::string encode(const Refusal& refusal) {
  return Writer()
      .number(static_cast<std::uint8_t>(refusal.reason), 1)
      .text(std::string_view(refusal.detail).substr(0, refusal_detail_bytes_max))
      .take();
}

std::optional<Refusal> decode_refusal(std::string_view payload) {
  Refusal refusal;
  Reader reader(payload);
  if (!reader.number(refusal.reason, 1, 1, refusal_reason_last).ok() || reader.rest().size() > refusal_detail_bytes_max)
    return std::nullopt;
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(reader.rest().begin(), reader.rest().end(), printable)) return std::nullopt;
  refusal.detail = reader.rest();
  return refusal;
}

std::string encode(const PhotoFacts& facts) {
  return Writer()
      .number(static_cast<std::uint8_t>(facts.format), 1)
      .number(facts.width, 4)
      .number(facts.height, 4)
      .number(facts.orientation, 1)
      .number(facts.damaged ? 1 : 0, 1)
      .number(facts.preview_width, 4)
      .number(facts.preview_height, 4)
      .number(facts.thumbnail_width, 4)
      .number(facts.thumbnail_height, 4)
      .take();
}

std::optional<PhotoFacts> decode_facts(std::string_view payload) {
  PhotoFacts facts;
  Reader reader(payload);
  reader.number(facts.format, 1, 1, photo_format_last)
      .number(facts.width, 4, 1, any_side)
      .number(facts.height, 4, 1, any_side)
      .number(facts.orientation, 1, 1, 8)
      .number(facts.damaged, 1, 0, 1)
      .number(facts.preview_width, 4, 1, any_side)
      .number(facts.preview_height, 4, 1, any_side)
      .number(facts.thumbnail_width, 4, 1, any_side)
      .number(facts.thumbnail_height, 4, 1, any_side);
  if (!reader.at_end()) return std::nullopt;
  return facts;
}

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
  expected_ = FrameType::thumbnail;
  return State::open;
}

DeriveAnswer::State DeriveAnswer::accept(FrameType type, std::string payload) {
  if (type == FrameType::refusal && expected_ == FrameType::facts) {
    derived_.refusal = decode_refusal(payload);
    return derived_.refusal ? State::complete : State::violated;
  }
  if (type != expected_) return State::violated;
  const PhotoFacts& facts = derived_.facts;
  switch (type) {
    case FrameType::facts: return take_facts(payload);
    case FrameType::thumbnail:
      if (!is_plain_jpeg(bytes_of(payload), facts.thumbnail_width, facts.thumbnail_height)) return State::violated;
      derived_.thumbnail_jpeg = std::move(payload);
      expected_ = FrameType::preview;
      return State::open;
    case FrameType::preview:
      if (!is_plain_jpeg(bytes_of(payload), facts.preview_width, facts.preview_height)) return State::violated;
      derived_.preview_jpeg = std::move(payload);
      return State::complete;
    default: return State::violated;
  }
}

}  // namespace cityaudit::media
