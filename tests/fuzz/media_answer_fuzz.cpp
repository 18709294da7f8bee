// A stream of frames as a media worker that has been taken over could send it, read as the server reads it.
#include "media/derive_answer.h"
#include "media/plain_jpeg.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cityaudit::media;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  decode_ready(bytes);
  decode_derive(bytes);
  decode_scene(bytes);
  DeriveAnswer answer{DeriveLimits{}};
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
    if (!sound) std::abort();
    return 0;
  }
  return 0;
}
