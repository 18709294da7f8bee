// What a photo costs the media worker in processor time, beside a floor and the peers that people would pick, in turns on the
// same photos: media_bench [--rounds N] [--quality] [--write FOLDER] [FILE...]. Peers that this machine lacks are skipped. Without
// files the photos are generated. tests/bench/media.sh builds it with everything.

#include "media/decode_jpeg.h"
#include "media/derive.h"
#include "media/encode.h"
#include "media/freed_memory.h"
#include "media/scale.h"
#include "media/upright.h"
#include "tests/bench/isolated_worker.h"
#include "tests/bench/phone_photo.h"
#include "tests/bench/photo_quality.h"
#include "tests/bench/sharp_peer.h"
#include "tests/bench/vips_peer.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>

namespace {

using namespace cityaudit;

/// Of this process, all threads.
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
  return values.empty() ? 0.0 : values[values.size() / 2];
}

media::DeriveLimits limits_for(media::Quality quality) {
  media::DeriveLimits limits;
  limits.quality = quality;
  return limits;
}

struct Pictures {
  media::Picture preview;
  media::Picture thumbnail;
};

Pictures pictures_of(Bytes file, media::Quality quality) {
  const media::DeriveLimits limits = limits_for(quality);
  auto upright = media::make_upright(file, limits);
  if (!upright) throw std::runtime_error("refused: " + upright.error().detail);
  Pictures pictures{std::move(upright->picture), {}};
  const media::Picture& preview = pictures.preview;
  pictures.thumbnail = media::scale(preview, media::fit({preview.width, preview.height}, static_cast<int>(limits.thumbnail_side)));
  return pictures;
}

/// What peers do as well: decode, colour, scale, turn, encode both sizes. Fingerprint, hints and covers are apart.
void decode_scale_encode(Bytes file, media::Quality quality) {
  const Pictures pictures = pictures_of(file, quality);
  media::encode_jpeg(pictures.preview, 80);
  media::encode_jpeg(pictures.thumbnail, 80);
}

struct Photo {
  bench::PhonePhoto file;
  std::string path;                                   // where sharp reads it
  std::map<std::string, std::vector<double>> millis;  // by contender, one for each round
};

struct Contender {
  std::string name;
  std::function<double(const Photo&)> millis;  // below 0: it cannot do this photo
};

std::vector<Contender> contenders(bench::IsolatedWorker& isolated, bench::SharpPeer* sharp, bool vips) {
  const auto here = [](std::function<void(Bytes)> work) {
    return [work = std::move(work)](const Photo& photo) { return millis_of([&] { work(bytes_of(photo.file.bytes)); }); };
  };
  std::vector<Contender> all;
  all.push_back({"floor", [here](const Photo& photo) {
                   return photo.file.extension == "jpg" ? here([](Bytes file) { media::decode_jpeg_floor(file); })(photo) : -1.0;
                 }});
  all.push_back({"fast", here([](Bytes file) { decode_scale_encode(file, media::Quality::fast); })});
  all.push_back({"whole", here([](Bytes file) { media::derive(file, limits_for(media::Quality::fast)); })});
  all.push_back({"isolated", [&isolated](const Photo& photo) {
                   return isolated.derive(photo.file.bytes, limits_for(media::Quality::fast)).value_or(-1.0);
                 }});
  if (vips) all.push_back({"libvips", here([](Bytes file) { bench::derive_with_vips(file, 1600, 320); })});
  all.push_back({"strict", here([](Bytes file) { decode_scale_encode(file, media::Quality::strict); })});
  if (sharp) all.push_back({"sharp", [sharp](const Photo& photo) { return sharp->derive(photo.path).value_or(-1.0); }});
  return all;
}

void print_costs(const std::vector<Photo>& photos, const std::vector<Contender>& all) {
  fmt::print("\nProcessor ms for a photo, medians:\n\n| photo |");
  for (const Contender& contender : all) fmt::print(" {} |", contender.name);
  fmt::print("\n| --- |{}\n", [&] {
    std::string dashes;
    for (std::size_t i = 0; i < all.size(); ++i) dashes += " --- |";
    return dashes;
  }());
  for (const Photo& photo : photos) {
    fmt::print("| {} ({:.1f} MB) |", photo.file.name, static_cast<double>(photo.file.bytes.size()) / 1e6);
    for (const Contender& contender : all) {
      const double millis = median(photo.millis.at(contender.name));
      fmt::print(" {} |", millis < 0 ? "" : fmt::format("{:.0f}", millis));
    }
    fmt::print("\n");
  }
}

/// Sums over the headline photos within each round, then the rounds' ratios: what else the machine does meets both alike.
void print_ratio(const std::vector<Photo>& photos, const std::string& above, const std::string& below, std::size_t rounds,
                 const std::string& wanted) {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < rounds; ++round) {
    double sums[2] = {0, 0};
    for (const Photo& photo : photos) {
      if (!photo.file.headline || photo.millis.count(above) == 0 || photo.millis.at(above)[round] < 0) continue;
      sums[0] += photo.millis.at(above)[round];
      sums[1] += photo.millis.at(below)[round];
    }
    if (sums[1] > 0) ratios.push_back(sums[0] / sums[1]);
  }
  if (ratios.empty()) return;
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  fmt::print("| {} / {} | {:.2f} ({:.2f} to {:.2f}) | {} |\n", above, below, median(ratios), *least, *most, wanted);
}

void print_ratios(const std::vector<Photo>& photos, std::size_t rounds) {
  fmt::print(
      "\nRatios over the photos of 8 to 22 MP, median and range of {} rounds:\n\n| ratio | measured | wanted |\n| --- | --- | --- |\n",
      rounds);
  print_ratio(photos, "libvips", "fast", rounds, "at least 2.5 (3.5)");
  print_ratio(photos, "sharp", "fast", rounds, "at least 2");
  print_ratio(photos, "fast", "floor", rounds, "at most 2.7 (1.9)");
  print_ratio(photos, "libvips", "strict", rounds, "at least 1.5");
  print_ratio(photos, "whole", "fast", rounds, "with fingerprint, hints and veil; see below");
  print_ratio(photos, "isolated", "whole", rounds, "at most 1.05, in a worker process with limits and filter");
  print_ratio(photos, "isolated", "fast", rounds, "at most 1.2, both");
}

struct Nearness {
  std::vector<double> area;
  std::vector<double> lanczos;
  void add(const media::Picture& picture, const bench::References& references) {
    area.push_back(bench::psnr(picture, references.area));
    lanczos.push_back(bench::psnr(picture, references.lanczos));
  }
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void print_quality(const std::vector<Photo>& photos, bool vips) {
  std::map<std::string, Nearness> found;
  for (const Photo& photo : photos) {
    if (!photo.file.headline) continue;
    const Bytes file = bytes_of(photo.file.bytes);
    const bench::References large = bench::references_of(file, 1600);
    const bench::References small = bench::references_of(file, 320);
    const auto add = [&](const std::string& who, const Pictures& pictures, const std::string& preview, const std::string& thumbnail) {
      found[who + ", 1600"].add(pictures.preview, large);
      found[who + ", 1600, q80"].add(bench::pixels_of(preview), large);
      found[who + ", 320"].add(pictures.thumbnail, small);
      found[who + ", 320, q80"].add(bench::pixels_of(thumbnail), small);
    };
    for (const auto& [name, quality] : {std::pair{"fast", media::Quality::fast}, std::pair{"strict", media::Quality::strict}}) {
      const Pictures pictures = pictures_of(file, quality);
      add(name, pictures, media::encode_jpeg(pictures.preview, 80), media::encode_jpeg(pictures.thumbnail, 80));
    }
    if (!vips) continue;
    const bench::VipsResult result = bench::derive_with_vips(file, 1600, 320);
    add("libvips", {bench::scale_with_vips(file, 1600), bench::scale_with_vips(file, 320)}, result.preview_jpeg, result.thumbnail_jpeg);
  }
  fmt::print(
      "\nMean PSNR in dB over the photos of 8 to 22 MP, against a full decode scaled by area and by Lanczos:\n\n| what | area | Lanczos |\n"
      "| --- | --- | --- |\n");
  for (const auto& [what, nearness] : found) fmt::print("| {} | {:.2f} | {:.2f} |\n", what, mean(nearness.area), mean(nearness.lanczos));
}

std::vector<bench::PhonePhoto> read_files(const std::vector<std::string>& names) {
  std::vector<bench::PhonePhoto> photos;
  for (const std::string& name : names) {
    std::ifstream in(name, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto inspection = media::inspect(bytes_of(bytes), {});
    if (!inspection) {
      fmt::print("{}: skipped, {}\n", name, media::code_of(inspection.error().reason));
      continue;
    }
    const bool jpeg = inspection->format == media::PhotoFormat::jpeg;
    const double megapixels = static_cast<double>(inspection->width) * inspection->height / 1e6;
    photos.push_back({fmt::format("{} {:.0f} MP", std::filesystem::path(name).filename().string(), megapixels),
                      jpeg ? "jpg" : std::string(media::name_of(inspection->format)), std::move(bytes),
                      jpeg && megapixels >= 7.5 && megapixels <= 23});
  }
  return photos;
}

void write_files(const std::string& folder) {
  std::filesystem::create_directories(folder);
  std::vector<bench::PhonePhoto> photos = bench::phone_photos();
  for (bench::PhonePhoto& photo : bench::turned_photos()) photos.push_back(std::move(photo));
  for (const bench::PhonePhoto& photo : photos) {
    std::string name = photo.name + "." + photo.extension;
    std::replace(name.begin(), name.end(), ' ', '-');
    std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << photo.bytes;
  }
}

/// A folder of its own that goes with this.
struct Folder {
  std::string path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "media-bench-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

struct Options {
  std::size_t rounds = 5;
  bool quality = false;
  std::vector<std::string> files;
};

std::unique_ptr<bench::SharpPeer> start_sharp() {
  const char* folder = std::getenv("CITYAUDIT_BENCH_SHARP");
  if (folder) {
    auto sharp = std::make_unique<bench::SharpPeer>("tests/bench/sharp_peer.mjs", folder);
    if (sharp->version()) {
      fmt::print("sharp {}, one decode for both sizes\n", *sharp->version());
      return sharp;
    }
  }
  fmt::print("sharp: skipped, not here\n");
  return nullptr;
}

void measure(const Options& options) {
  const auto vips = bench::start_vips();
  fmt::print("libvips {}\n", vips ? *vips + " in this process, each size from the file" : "skipped, this build has none");
  const auto sharp = start_sharp();
  const Folder folder;
  std::vector<Photo> photos;
  for (bench::PhonePhoto& file : options.files.empty() ? bench::phone_photos() : read_files(options.files)) {
    Photo photo{std::move(file), fmt::format("{}/{}.photo", folder.path, photos.size()), {}};
    std::ofstream(photo.path, std::ios::binary) << photo.file.bytes;
    photos.push_back(std::move(photo));
  }
  bench::IsolatedWorker isolated;
  const std::vector<Contender> all = contenders(isolated, sharp.get(), vips.has_value());
  for (const Contender& contender : all) contender.millis(photos.at(0));  // tables, caches, threads
  for (std::size_t round = 0; round < options.rounds; ++round) {
    for (Photo& photo : photos) {
      for (const Contender& contender : all) photo.millis[contender.name].push_back(contender.millis(photo));
    }
  }
  print_costs(photos, all);
  print_ratios(photos, options.rounds);
  if (options.quality) print_quality(photos, vips.has_value());
}

}  // namespace

int main(int argc, char** argv) {
  cityaudit::media::keep_freed_memory();  // as the worker does; libvips has the good of it as well
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--rounds" && i + 1 < argc) {
      options.rounds = static_cast<std::size_t>(std::max(1, std::atoi(argv[++i])));
    } else if (word == "--quality") {
      options.quality = true;
    } else if (word == "--write" && i + 1 < argc) {
      write_files(argv[++i]);
      return 0;
    } else {
      options.files.push_back(word);
    }
  }
  measure(options);
}
