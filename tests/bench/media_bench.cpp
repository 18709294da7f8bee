// What one photo costs the media worker, in processor milliseconds, beside a floor in the same run: a decode at one eighth
// of the size. Without arguments over a synthetic photo of 12 megapixels; with files, once over each, saying what came out.

#include "media/decode.h"
#include "media/decode_jpeg.h"
#include "media/derive.h"
#include "media/encode.h"
#include "media/scale.h"
#include "tests/support/synthetic_photo.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <algorithm>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <vector>

namespace {

using namespace cityaudit;

double processor_millis() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double millis_of(const std::function<void()>& work) {
  const double start = processor_millis();
  work();
  return processor_millis() - start;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

long resident_mebibytes() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss / 1024;
}

void over_files(char** from, char** to) {
  for (char** name = from; name != to; ++name) {
    std::ifstream in(*name, std::ios::binary);
    const std::string file{std::istreambuf_iterator<char>(in), {}};
    media::Derived derived;
    const double millis = millis_of([&] { derived = media::derive(bytes_of(file), {}); });
    if (derived.refusal) {
      fmt::print("{}: {} ({}), {:.1f} ms\n", *name, media::code_of(derived.refusal->reason), derived.refusal->detail, millis);
      continue;
    }
    const auto& f = derived.facts;
    fmt::print("{}: {} {}x{} orientation {}{}, preview {}x{} {} bytes, thumbnail {}x{} {} bytes, {:.1f} ms\n", *name,
               media::name_of(f.format), f.width, f.height, f.orientation, f.damaged ? " damaged" : "", f.preview_width, f.preview_height,
               derived.preview_jpeg.size(), f.thumbnail_width, f.thumbnail_height, derived.thumbnail_jpeg.size(), millis);
  }
}

void over_a_synthetic_photo() {
  const std::string file = tests::camera_like_jpeg(4032, 3024);
  const media::DeriveLimits limits;
  std::vector<double> whole;
  std::vector<double> floor;
  std::vector<double> decode;
  std::vector<double> scale;
  std::vector<double> encode;
  for (int round = 0; round < 15; ++round) {
    floor.push_back(millis_of([&] { media::decode_jpeg_floor(bytes_of(file)); }));
    whole.push_back(millis_of([&] { media::derive(bytes_of(file), limits); }));
    media::Picture picture;
    media::Picture preview;
    decode.push_back(millis_of([&] { picture = media::decode_jpeg(bytes_of(file), limits)->picture; }));
    scale.push_back(millis_of([&] {
      preview = media::scale(picture, media::fit({picture.width, picture.height}, 1600));
      media::scale(preview, media::fit({preview.width, preview.height}, 320));
    }));
    encode.push_back(millis_of([&] { media::encode_jpeg(preview, 80); }));
  }
  fmt::print("photo 4032x3024, {} bytes; 15 rounds, medians of processor ms\n", file.size());
  fmt::print("derive {:.1f} (decode {:.1f}, scale {:.1f}, encode {:.1f}); floor {:.1f}; ratio {:.2f}; resident at most {} MiB\n",
             median(whole), median(decode), median(scale), median(encode), median(floor), median(whole) / median(floor),
             resident_mebibytes());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1)
    over_files(argv + 1, argv + argc);
  else
    over_a_synthetic_photo();
}
