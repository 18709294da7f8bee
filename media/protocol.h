#pragma once
// The frames between the server and a media worker, as bytes. Pure functions, any thread.
//
// A frame is a head of 8 bytes (length of the payload as 32 bits little-endian, type, three zero bytes) and its payload.
//   server -> worker   derive or suggest, piece..., end          or   draw
//   worker -> server   ready once, then per request   facts, origin (only when asked for), thumbnail, preview, veil   or   suggestions
//   or   picture   or   refusal
// The worker decodes hostile bytes, so nothing it says is believed: lengths are bounded by type, every field is checked,
// and derivatives must be plain JPEG files of the size the facts state.

#include "media/photo.h"

#include <array>
#include <span>

namespace cityaudit::media {

enum class FrameType : std::uint8_t {
  ready = 1,  // payload: version, 1 when the system-call filter holds, what it detects with
  derive,
  piece,
  end,
  draw,
  refusal,
  facts,
  thumbnail,
  preview,
  picture,
  origin,
  veil,
  suggest,
  suggestions,
};
constexpr std::uint8_t frame_type_last = 14;

constexpr std::size_t frame_head_bytes = 8;
constexpr std::size_t piece_bytes_max = 65'536;
constexpr std::size_t picture_bytes_max = 8U << 20U;
constexpr std::uint8_t protocol_version = 4;

struct FrameHead {
  FrameType type = FrameType::ready;
  std::uint32_t payload_bytes = 0;
};

std::array<unsigned char, frame_head_bytes> encode_head(FrameType type, std::size_t payload_bytes);
/// Nothing for an unknown type or a length this type cannot have.
std::optional<FrameHead> decode_head(std::span<const unsigned char, frame_head_bytes> bytes);

struct DeriveRequest {
  DeriveLimits limits;
  std::uint64_t input_bytes = 0;      // the sum of the pieces that follow
  std::vector<Redaction> redactions;  // none with `suggest`
  OriginParts asked;                  // nothing with `suggest`
};

struct Ready {
  std::uint8_t version = protocol_version;
  bool filtered = false;
  FaceDetector faces = FaceDetector::none;
  bool plates = false;
};

// Payloads. The decoders return nothing for a wrong length or a value out of its range.
std::string encode(const Ready& ready);
std::string encode(const DeriveRequest& request);
std::string encode(const SceneRequest& request);
std::string encode(const Refusal& refusal);
std::string encode(const PhotoFacts& facts);
std::string encode(const Origin& origin);
std::string encode(const std::vector<Suggestion>& suggestions);
std::optional<Ready> decode_ready(std::string_view payload);
std::optional<DeriveRequest> decode_derive(std::string_view payload);
std::optional<SceneRequest> decode_scene(std::string_view payload);
std::optional<Refusal> decode_refusal(std::string_view payload);
std::optional<PhotoFacts> decode_facts(std::string_view payload);
std::optional<Origin> decode_origin(std::string_view payload);
std::optional<std::vector<Suggestion>> decode_suggestions(std::string_view payload);

}  // namespace cityaudit::media
