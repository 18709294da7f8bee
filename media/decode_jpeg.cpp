#include "media/decode_jpeg.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include <jerror.h>

namespace cityaudit::media {
namespace {

/// libjpeg reports through callbacks and unwinds by longjmp; everything that owns memory lives outside the jump.
struct Session {
  jpeg_decompress_struct decoder{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape{};
  int scans_max = 0;
  bool too_many_scans = false;
  bool out_of_memory = false;
  std::vector<std::uint8_t> ink_row;  // CMYK only
  JOCTET* profile = nullptr;          // ICC; malloc'ed by libjpeg
  unsigned profile_bytes = 0;

  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    std::free(profile);
    jpeg_destroy_decompress(&decoder);
  }
};

Session& session_of(j_common_ptr info) { return *static_cast<Session*>(info->client_data); }

[[noreturn]] void leave(j_common_ptr info) {
  Session& session = session_of(info);
  session.out_of_memory = info->err->msg_code == JERR_OUT_OF_MEMORY;
  std::longjmp(session.escape, 1);
}

void stay_silent(j_common_ptr) {}

void check_scans(j_common_ptr info) {
  Session& session = session_of(info);
  if (session.decoder.input_scan_number <= session.scans_max) return;
  session.too_many_scans = true;
  std::longjmp(session.escape, 1);
}

void prepare(Session& session, int scans_max) {
  session.decoder.err = jpeg_std_error(&session.errors);
  session.errors.error_exit = leave;
  session.errors.output_message = stay_silent;
  session.decoder.client_data = &session;
  session.progress.progress_monitor = check_scans;
  session.scans_max = scans_max;
}

std::uint8_t mix(unsigned ink, unsigned key) { return static_cast<std::uint8_t>((ink * key + 127) / 255); }

/// Adobe stores CMYK inverted (255 is no ink); files without its marker do not.
void ink_to_rgb(const std::uint8_t* ink, std::uint8_t* rgb, int width, bool inverted) {
  const unsigned flip = inverted ? 0 : 255;
  for (int x = 0; x < width; ++x, ink += 4, rgb += 3) {
    const unsigned key = ink[3] ^ flip;
    for (int c = 0; c < 3; ++c) rgb[c] = mix(ink[c] ^ flip, key);
  }
}

void read_rows(Session& session, Picture& picture) {
  jpeg_decompress_struct& decoder = session.decoder;
  const bool ink = decoder.out_color_space == JCS_CMYK;
  while (decoder.output_scanline < decoder.output_height) {
    std::uint8_t* row = picture.row(static_cast<int>(decoder.output_scanline));
    JSAMPROW target = ink ? session.ink_row.data() : row;
    jpeg_read_scanlines(&decoder, &target, 1);
    if (ink) ink_to_rgb(target, row, picture.width, decoder.saw_Adobe_marker != 0);
  }
}

/// False when libjpeg gave up. No object with a destructor may be made in here.
bool run(Session& session, Bytes file, std::uint32_t side, Picture& picture) {
  if (setjmp(session.escape) != 0) return false;
  jpeg_decompress_struct& decoder = session.decoder;
  jpeg_create_decompress(&decoder);
  decoder.progress = &session.progress;
  jpeg_mem_src(&decoder, file.data(), file.size());
  jpeg_save_markers(&decoder, JPEG_APP0 + 2, 0xFFFF);
  jpeg_read_header(&decoder, TRUE);
  const long warnings = session.errors.num_warnings;
  jpeg_read_icc_profile(&decoder, &session.profile, &session.profile_bytes);
  session.errors.num_warnings = warnings;  // a broken profile is no damage to the picture
  decoder.scale_num = static_cast<unsigned>(jpeg_eighths(decoder.image_width, decoder.image_height, side));
  decoder.scale_denom = 8;
  const bool ink = decoder.jpeg_color_space == JCS_CMYK || decoder.jpeg_color_space == JCS_YCCK;
  decoder.out_color_space = ink ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&decoder);
  picture = Picture(static_cast<int>(decoder.output_width), static_cast<int>(decoder.output_height));
  if (ink) session.ink_row.resize(std::size_t{decoder.output_width} * 4);
  read_rows(session, picture);
  jpeg_finish_decompress(&decoder);
  return true;
}

}  // namespace

int jpeg_eighths(std::uint32_t width, std::uint32_t height, std::uint32_t side) {
  const std::uint64_t edge = std::max(width, height);
  for (const int eighths : {1, 2, 4}) {
    if ((edge * static_cast<unsigned>(eighths) + 7) / 8 >= side) return eighths;
  }
  return 8;
}

Verdict<Decoded> decode_jpeg(Bytes file, const DeriveLimits& limits) {
  Session session;
  prepare(session, static_cast<int>(limits.jpeg_scans_max));
  Decoded decoded;
  const bool done = run(session, file, limits.preview_side, decoded.picture);
  if (session.too_many_scans) return Refusal{RefusalReason::too_many_scans, "more scans than allowed"};
  if (session.out_of_memory) return Refusal{RefusalReason::too_many_pixels, "decoding needs more memory than a worker has"};
  // A decoder that gives up in the middle leaves rows that never held anything: no derivative from that.
  if (!done) return Refusal{RefusalReason::unreadable, "libjpeg error " + std::to_string(session.errors.msg_code)};
  decoded.damaged = session.errors.num_warnings > 0;
  if (session.profile) decoded.profile.assign(reinterpret_cast<const char*>(session.profile), session.profile_bytes);
  return decoded;
}

bool decode_jpeg_floor(Bytes file) {
  Session session;
  prepare(session, 1000);
  Picture picture;
  return run(session, file, 1, picture);
}

}  // namespace cityaudit::media
