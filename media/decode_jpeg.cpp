#include "media/decode_jpeg.h"

#include "media/plane_scaler.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <jpeglib.h>

#include <jerror.h>

// The size of a component's inverse transform has two names, by the version whose interface the library has.
#if JPEG_LIB_VERSION >= 70
#define CITYAUDIT_TRANSFORM_SIDE DCT_h_scaled_size
#define CITYAUDIT_LEAST_TRANSFORM_SIDE min_DCT_h_scaled_size
#else
#define CITYAUDIT_TRANSFORM_SIDE DCT_scaled_size
#define CITYAUDIT_LEAST_TRANSFORM_SIDE min_DCT_scaled_size
#endif

namespace cityaudit::media {
namespace {

constexpr int planes_max = 3;
constexpr int rows_at_once_max = MAX_SAMP_FACTOR * DCTSIZE;

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
  std::optional<PlaneScaler> scaler;  // where planes are scaled while they come
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

int transform_side(const jpeg_component_info& component) { return component.CITYAUDIT_TRANSFORM_SIDE; }
int least_transform_side(const jpeg_decompress_struct& decoder) { return decoder.CITYAUDIT_LEAST_TRANSFORM_SIDE; }

/// One direction of a component. A spacing of 0 says that its samples stand for no whole number of pixels.
Side side_of(JDIMENSION original, JDIMENSION pixels, JDIMENSION samples, int least_transform, int sampling_max, int transform,
             int sampling) {
  const int whole = sampling_max * least_transform;
  const int part = sampling * transform;
  return {static_cast<int>(pixels), static_cast<double>(original) * least_transform / DCTSIZE, static_cast<int>(samples),
          whole % part == 0 ? whole / part : 0};
}

Plane plane_of(const jpeg_decompress_struct& decoder, const jpeg_component_info& component) {
  const int least = least_transform_side(decoder);
  const int own = transform_side(component);
  Plane plane;
  plane.across = side_of(decoder.image_width, decoder.output_width, component.downsampled_width, least, decoder.max_h_samp_factor, own,
                         component.h_samp_factor);
  plane.down = side_of(decoder.image_height, decoder.output_height, component.downsampled_height, least, decoder.max_v_samp_factor, own,
                       component.v_samp_factor);
  plane.row_bytes = std::size_t{component.width_in_blocks} * static_cast<std::size_t>(own);
  plane.rows_at_once = component.v_samp_factor * own;
  return plane;
}

/// Scales libjpeg's own planes as they are, which saves spreading the colours and turning them into RGB at the decoded size.
/// False for pictures that are not made of such planes. Only after jpeg_calc_output_dimensions().
bool scale_planes(Session& session, Size target) {
  const jpeg_decompress_struct& decoder = session.decoder;
  const bool grey = decoder.jpeg_color_space == JCS_GRAYSCALE && decoder.num_components == 1;
  const bool colour = decoder.jpeg_color_space == JCS_YCbCr && decoder.num_components == planes_max;
  if (!grey && !colour) return false;
  std::vector<Plane> planes;
  for (int i = 0; i < decoder.num_components; ++i) {
    planes.push_back(plane_of(decoder, decoder.comp_info[i]));
    if (planes.back().across.spacing == 0 || planes.back().down.spacing == 0) return false;
  }
  session.scaler.emplace(planes, target);
  return true;
}

void scale_pixels(Session& session, Size target) {
  const jpeg_decompress_struct& decoder = session.decoder;
  const int least = least_transform_side(decoder);
  Plane pixels;
  pixels.across = side_of(decoder.image_width, decoder.output_width, decoder.output_width, least, 1, least, 1);
  pixels.down = side_of(decoder.image_height, decoder.output_height, decoder.output_height, least, 1, least, 1);
  pixels.channels = static_cast<int>(Picture::channels);
  pixels.row_bytes = decoder.output_width * Picture::channels;
  pixels.rows_at_once = 1;
  session.scaler.emplace(std::vector<Plane>{pixels}, target);
}

void read_planes(Session& session) {
  jpeg_decompress_struct& decoder = session.decoder;
  const auto lines = static_cast<JDIMENSION>(decoder.max_v_samp_factor * least_transform_side(decoder));
  JSAMPROW rows[planes_max][rows_at_once_max];
  JSAMPARRAY planes[planes_max] = {rows[0], rows[1], rows[2]};
  while (decoder.output_scanline < decoder.output_height) {
    for (int plane = 0; plane < decoder.num_components; ++plane) {
      const int count = decoder.comp_info[plane].v_samp_factor * transform_side(decoder.comp_info[plane]);
      for (int i = 0; i < count; ++i) rows[plane][i] = session.scaler->row(static_cast<std::size_t>(plane), i);
    }
    jpeg_read_raw_data(&decoder, planes, lines);
    session.scaler->advance();
  }
}

void read_pixels(Session& session, Picture& picture) {
  jpeg_decompress_struct& decoder = session.decoder;
  const bool ink = decoder.out_color_space == JCS_CMYK;
  const auto width = static_cast<int>(decoder.output_width);
  if (!session.scaler) picture = Picture(width, static_cast<int>(decoder.output_height));
  if (ink) session.ink_row.resize(std::size_t{decoder.output_width} * 4);
  while (decoder.output_scanline < decoder.output_height) {
    std::uint8_t* row = session.scaler ? session.scaler->row(0, 0) : picture.row(static_cast<int>(decoder.output_scanline));
    JSAMPROW target = ink ? session.ink_row.data() : row;
    jpeg_read_scanlines(&decoder, &target, 1);
    if (ink) ink_to_rgb(target, row, width, decoder.saw_Adobe_marker != 0);
    if (session.scaler) session.scaler->advance();
  }
}

/// What a decode is for.
struct Wish {
  std::uint32_t preview_side = 0;  // the picture comes out of this size where the file has more; 0: as decoded
  std::uint32_t decoded_side = 0;  // the inverse transform gives at least this
  bool exact_pixels = false;       // scale what libjpeg makes of the planes, not the planes
};

/// A wish for nothing but the transform.
constexpr Wish floor_wish{0, 1, false};

Wish wish_for(const DeriveLimits& limits) {
  const std::uint32_t side = limits.preview_side;
  // A picture decoded at just the size that is wanted has lost what a scaler would have kept: half a decibel in the file.
  if (limits.quality == Quality::fast) return {side, side + side / 4, false};
  return {side, 2 * side, true};
}

/// False when libjpeg gave up. No object with a destructor may be made in here.
bool run(Session& session, Bytes file, const Wish& wish, Picture& picture) {
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
  decoder.scale_num = static_cast<unsigned>(jpeg_eighths(decoder.image_width, decoder.image_height, wish.decoded_side));
  decoder.scale_denom = 8;
  const bool ink = decoder.jpeg_color_space == JCS_CMYK || decoder.jpeg_color_space == JCS_YCCK;
  decoder.out_color_space = ink ? JCS_CMYK : JCS_RGB;
  jpeg_calc_output_dimensions(&decoder);
  const Size whole{static_cast<int>(decoder.image_width), static_cast<int>(decoder.image_height)};
  const Size decoded{static_cast<int>(decoder.output_width), static_cast<int>(decoder.output_height)};
  const Size target = wish.preview_side == 0 ? decoded : fit(whole, static_cast<int>(wish.preview_side));
  decoder.raw_data_out = target != decoded && !wish.exact_pixels && scale_planes(session, target) ? TRUE : FALSE;
  if (target != decoded && !session.scaler) scale_pixels(session, target);
  jpeg_start_decompress(&decoder);
  if (decoder.raw_data_out)
    read_planes(session);
  else
    read_pixels(session, picture);
  if (session.scaler) picture = session.scaler->take();
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
  const bool done = run(session, file, wish_for(limits), decoded.picture);
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
  return run(session, file, floor_wish, picture);
}

}  // namespace cityaudit::media
