#include "media/serve_requests.h"

#include "media/derive.h"
#include "media/sandbox.h"
#include "media/scene.h"
#include "media/suggest.h"

namespace cityaudit::media {
namespace {

/// Collects the pieces of the original; false when they are not what the request announced.
bool receive_original(Channel& channel, std::uint64_t bytes, std::string& original) {
  original.clear();
  original.reserve(bytes);
  std::string piece;
  for (;;) {
    auto type = channel.receive_into(piece, std::nullopt);
    if (!type) return false;
    if (*type == FrameType::end) return original.size() == bytes;
    if (*type != FrameType::piece || piece.size() > bytes - original.size()) return false;
    original += piece;
  }
}

bool send_derived(Channel& channel, const Derived& derived, OriginParts asked) {
  if (derived.refusal) return channel.send(FrameType::refusal, encode(*derived.refusal), std::nullopt).has_value();
  return channel.send(FrameType::facts, encode(derived.facts), std::nullopt) &&
         (!asked.any() || channel.send(FrameType::origin, encode(derived.origin), std::nullopt)) &&
         channel.send(FrameType::thumbnail, derived.thumbnail_jpeg, std::nullopt) &&
         channel.send(FrameType::preview, derived.preview_jpeg, std::nullopt) &&
         channel.send(FrameType::veil, derived.veil_jpeg, std::nullopt);
}

bool serve_derive(Channel& channel, std::string_view payload) {
  const auto request = decode_derive(payload);
  if (!request) return false;
  std::string original;
  if (!receive_original(channel, request->input_bytes, original)) return false;
  return send_derived(channel, derive(bytes_of(original), request->limits, request->redactions, request->asked), request->asked);
}

bool serve_suggest(Channel& channel, std::string_view payload, Detectors& detectors) {
  const auto request = decode_derive(payload);
  if (!request) return false;
  std::string original;
  if (!receive_original(channel, request->input_bytes, original)) return false;
  const Suggestions suggestions = suggest(bytes_of(original), request->limits, detectors);
  if (suggestions.refusal) return channel.send(FrameType::refusal, encode(*suggestions.refusal), std::nullopt).has_value();
  return channel.send(FrameType::suggestions, encode(suggestions.found), std::nullopt).has_value();
}

bool serve_draw(Channel& channel, std::string_view payload) {
  const auto request = decode_scene(payload);
  if (!request) return false;
  return channel.send(FrameType::picture, draw_scene(*request), std::nullopt).has_value();
}

}  // namespace

void serve_requests(Channel& channel, std::uint64_t processor_seconds_max, Detectors& detectors) {
  for (;;) {
    auto frame = channel.receive(std::nullopt);
    if (!frame) return;
    limit_processor_seconds(processor_seconds_max);
    const bool served = frame->type == FrameType::derive    ? serve_derive(channel, frame->payload)
                        : frame->type == FrameType::suggest ? serve_suggest(channel, frame->payload, detectors)
                        : frame->type == FrameType::draw    ? serve_draw(channel, frame->payload)
                                                            : false;
    if (!served) return;
  }
}

}  // namespace cityaudit::media
