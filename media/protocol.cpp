#include "media/protocol.h"

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
  Reader& text(std::string& value, std::size_t length) {
    if (!ok_ || in_.size() < length) {
      ok_ = false;
      return *this;
    }
    value = in_.substr(0, length);
    in_.remove_prefix(length);
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
constexpr std::size_t limits_bytes = 48;
constexpr std::size_t redaction_head_bytes = 5;
constexpr std::size_t point_bytes = 4;
constexpr std::size_t suggestion_bytes = 11;
constexpr std::size_t camera_time_bytes = 19;
constexpr std::int64_t latitude_e7_max = ingest::latitude_e7_max;
constexpr std::int64_t longitude_e7_max = ingest::longitude_e7_max;

struct Bounds {
  std::uint32_t least;
  std::uint32_t most;
};

constexpr Bounds bounds_of(FrameType type) {
  switch (type) {
    case FrameType::ready: return {4, 4};
    case FrameType::derive:
      return {limits_bytes + 2, limits_bytes + 2 + redactions_max * redaction_head_bytes + redaction_points_max * point_bytes};
    case FrameType::piece: return {1, piece_bytes_max};
    case FrameType::end: return {0, 0};
    case FrameType::draw: return {18, 18};
    case FrameType::refusal: return {1, 1 + refusal_detail_bytes_max};
    case FrameType::facts: return {38, 38};
    case FrameType::suggest: return {limits_bytes + 2, limits_bytes + 2};
    case FrameType::suggestions: return {2, 2 + suggestions_max * suggestion_bytes};
    case FrameType::origin: return {2, 2 + camera_time_bytes + 10};
    case FrameType::thumbnail:
    case FrameType::preview:
    case FrameType::veil:
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

std::string encode(const Ready& ready) {
  return Writer()
      .number(ready.version, 1)
      .number(ready.filtered ? 1 : 0, 1)
      .number(static_cast<std::uint8_t>(ready.faces), 1)
      .number(ready.plates ? 1 : 0, 1)
      .take();
}

std::optional<Ready> decode_ready(std::string_view payload) {
  Ready ready;
  Reader reader(payload);
  reader.number(ready.version, 1, protocol_version, protocol_version)
      .number(ready.filtered, 1, 0, 1)
      .number(ready.faces, 1, 0, face_detector_last)
      .number(ready.plates, 1, 0, 1);
  if (!reader.at_end()) return std::nullopt;
  return ready;
}

std::string encode(const DeriveRequest& request) {
  const DeriveLimits& l = request.limits;
  Writer writer;
  writer.number(request.input_bytes, 8)
      .number(l.photo_bytes_max, 8)
      .number(l.photo_pixels_max, 8)
      .number(l.photo_side_max, 4)
      .number(l.jpeg_scans_max, 4)
      .number(l.preview_side, 4)
      .number(l.thumbnail_side, 4)
      .number(l.jpeg_quality, 4)
      .number(static_cast<std::uint8_t>(l.quality), 1)
      .number(l.heif ? 1 : 0, 1)
      .number(request.asked.time ? 1 : 0, 1)
      .number(request.asked.place ? 1 : 0, 1)
      .number(request.redactions.size(), 2);
  for (const Redaction& redaction : request.redactions) {
    writer.number(static_cast<std::uint8_t>(redaction.cover), 1).number(redaction.radius, 2).number(redaction.points.size(), 2);
    for (const Point& point : redaction.points) writer.number(point.x, 2).number(point.y, 2);
  }
  return writer.take();
}

std::optional<DeriveRequest> decode_derive(std::string_view payload) {
  DeriveRequest request;
  DeriveLimits& l = request.limits;
  Reader reader(payload);
  std::uint16_t redactions = 0;
  reader.number(request.input_bytes, 8, 1, input_bytes_bound)
      .number(l.photo_bytes_max, 8, 1, input_bytes_bound)
      .number(l.photo_pixels_max, 8, 1, any_side * any_side)
      .number(l.photo_side_max, 4, 1, any_side)
      .number(l.jpeg_scans_max, 4, 1, 100'000)
      .number(l.preview_side, 4, 16, 8192)
      .number(l.thumbnail_side, 4, 16, 8192)
      .number(l.jpeg_quality, 4, 1, 100)
      .number(l.quality, 1, 1, quality_last)
      .number(l.heif, 1, 0, 1)
      .number(request.asked.time, 1, 0, 1)
      .number(request.asked.place, 1, 0, 1)
      .number(redactions, 2, 0, redactions_max);
  for (std::uint16_t i = 0; i < redactions && reader.ok(); ++i) {
    Redaction redaction;
    std::uint16_t points = 0;
    reader.number(redaction.cover, 1, 1, cover_last).number(redaction.radius, 2, 0, point_max).number(points, 2, 1, redaction_points_max);
    for (std::uint16_t j = 0; j < points && reader.ok(); ++j) {
      Point point;
      reader.number(point.x, 2, 0, point_max).number(point.y, 2, 0, point_max);
      redaction.points.push_back(point);
    }
    request.redactions.push_back(std::move(redaction));
  }
  if (!reader.at_end() || request.input_bytes > l.photo_bytes_max || !are_sound(request.redactions)) return std::nullopt;
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
      .number(facts.fingerprint, 8)
      .number(facts.sharpness, 2)
      .number(facts.exposure, 1)
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
      .number(facts.thumbnail_height, 4, 1, any_side)
      .number(facts.fingerprint, 8, 0, ~std::uint64_t{0})
      .number(facts.sharpness, 2, 0, 65'535)
      .number(facts.exposure, 1, 0, 255);
  if (!reader.at_end()) return std::nullopt;
  return facts;
}

std::string encode(const Origin& origin) {
  const bool placed = origin.latitude_e7 && origin.longitude_e7;
  Writer writer;
  writer.number(origin.taken_at.empty() ? 0 : 1, 1).number(placed ? 1 : 0, 1).text(origin.taken_at);
  if (placed) {
    writer.number(static_cast<std::uint64_t>(*origin.latitude_e7 + latitude_e7_max), 4)
        .number(static_cast<std::uint64_t>(*origin.longitude_e7 + longitude_e7_max), 4)
        .number(origin.accuracy_metres.value_or(0), 2);
  }
  return writer.take();
}

std::optional<Origin> decode_origin(std::string_view payload) {
  Origin origin;
  bool timed = false;
  bool placed = false;
  Reader reader(payload);
  reader.number(timed, 1, 0, 1).number(placed, 1, 0, 1);
  if (timed && !is_camera_time(reader.text(origin.taken_at, camera_time_bytes).ok() ? origin.taken_at : "")) return std::nullopt;
  if (placed) {
    std::int64_t latitude = 0;
    std::int64_t longitude = 0;
    std::uint16_t accuracy = 0;
    reader.number(latitude, 4, 0, 2 * latitude_e7_max).number(longitude, 4, 0, 2 * longitude_e7_max).number(accuracy, 2, 0, 65'535);
    if (accuracy > 0) origin.accuracy_metres = accuracy;
    origin.latitude_e7 = static_cast<std::int32_t>(latitude - latitude_e7_max);
    origin.longitude_e7 = static_cast<std::int32_t>(longitude - longitude_e7_max);
  }
  if (!reader.at_end()) return std::nullopt;
  return origin;
}

std::string encode(const std::vector<Suggestion>& suggestions) {
  Writer writer;
  writer.number(suggestions.size(), 2);
  for (const Suggestion& suggestion : suggestions) {
    writer.number(static_cast<std::uint8_t>(suggestion.kind), 1);
    const Region& region = suggestion.region;
    for (const std::uint16_t edge : {region.from.x, region.from.y, region.to.x, region.to.y}) writer.number(edge, 2);
    writer.number(suggestion.score, 2);
  }
  return writer.take();
}

std::optional<std::vector<Suggestion>> decode_suggestions(std::string_view payload) {
  Reader reader(payload);
  std::uint16_t count = 0;
  reader.number(count, 2, 0, suggestions_max);
  std::vector<Suggestion> out;
  for (std::uint16_t i = 0; i < count && reader.ok(); ++i) {
    Suggestion found;
    Region& region = found.region;
    reader.number(found.kind, 1, 1, suggestion_kind_last);
    for (std::uint16_t* edge : {&region.from.x, &region.from.y, &region.to.x, &region.to.y}) reader.number(*edge, 2, 0, point_max);
    reader.number(found.score, 2, 0, 1000);
    if (region.from.x >= region.to.x || region.from.y >= region.to.y) return std::nullopt;
    out.push_back(found);
  }
  if (!reader.at_end()) return std::nullopt;
  return out;
}

}  // namespace cityaudit::media
