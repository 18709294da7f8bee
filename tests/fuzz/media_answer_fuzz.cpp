// A stream of frames as a media worker that has been taken over could send it, read as the server reads it.
#include "media/derive_answer.h"
#include "media/plain_jpeg.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cityaudit::media;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  decode_ready(bytes);
  if (const auto request = decode_derive(bytes); request && !are_sound(request->redactions)) std::abort();
  decode_scene(bytes);
  if (const auto origin = decode_origin(bytes)) {
    const bool sound = (origin->taken_at.empty() || is_camera_time(origin->taken_at)) &&
                       origin->latitude_e7.has_value() == origin->longitude_e7.has_value();
    if (!sound) std::abort();
  }
  if (const auto suggestions = decode_suggestions(bytes)) {
    if (suggestions->size() > suggestions_max) std::abort();
  }
  DeriveAnswer answer{DeriveLimits{}, {true, true}};
  for (std::size_t at = 0; size - at >= frame_head_bytes;) {
    const auto head = decode_head(std::span<const unsigned char, frame_head_bytes>(data + at, frame_head_bytes));
    at += frame_head_bytes;
    if (!head || head->payload_bytes > size - at) return 0;
    const auto state = answer.accept(head->type, std::string(bytes.substr(at, head->payload_bytes)));
    at += head->payload_bytes;
    if (state == DeriveAnswer::State::violated) return 0;
    if (state == DeriveAnswer::State::open) continue;
    const Derived derived = answer.take();
    const bool sound = derived.refusal ||
                       is_plain_jpeg(cityaudit::bytes_of(derived.preview_jpeg), derived.facts.preview_width, derived.facts.preview_height);
    const bool veiled = derived.refusal || !derived.veil_jpeg.empty();
    if (!sound || !veiled) std::abort();
    return 0;
  }
  return 0;
}
