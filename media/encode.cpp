#include "media/encode.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <jpeglib.h>

namespace cityaudit::media {
namespace {

struct Session {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  std::jmp_buf escape{};
  unsigned char* bytes = nullptr;  // libjpeg allocates it with malloc
  unsigned long size = 0;

  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    jpeg_destroy_compress(&encoder);
    std::free(bytes);
  }
};

[[noreturn]] void leave(j_common_ptr info) { std::longjmp(static_cast<Session*>(info->client_data)->escape, 1); }
void stay_silent(j_common_ptr) {}

/// False when libjpeg gave up. No object with a destructor may be made in here.
bool run(Session& session, const Picture& picture, int quality) {
  jpeg_compress_struct& encoder = session.encoder;
  encoder.err = jpeg_std_error(&session.errors);
  session.errors.error_exit = leave;
  session.errors.output_message = stay_silent;
  encoder.client_data = &session;
  if (setjmp(session.escape) != 0) return false;
  jpeg_create_compress(&encoder);
  jpeg_mem_dest(&encoder, &session.bytes, &session.size);
  encoder.image_width = static_cast<JDIMENSION>(picture.width);
  encoder.image_height = static_cast<JDIMENSION>(picture.height);
  encoder.input_components = static_cast<int>(Picture::channels);
  encoder.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  encoder.write_JFIF_header = FALSE;
  encoder.write_Adobe_marker = FALSE;
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < encoder.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.row(static_cast<int>(encoder.next_scanline)));
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  return true;
}

}  // namespace

std::string encode_jpeg(const Picture& picture, int quality) {
  Session session;
  if (!run(session, picture, quality)) throw std::runtime_error("libjpeg could not encode");
  return {reinterpret_cast<const char*>(session.bytes), session.size};
}

}  // namespace cityaudit::media
