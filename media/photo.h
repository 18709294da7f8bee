#pragma once
// What is asked of a photo and what comes of it: the words that server and worker share. Plain data; any thread.

#include "base/digest.h"
#include "base/settings.h"

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cityaudit::media {

/// Why a photo gets no derivatives. A refusal is a fact about the photo: trying again gives the same.
enum class RefusalReason : std::uint8_t {
  empty = 1,
  not_an_image,
  too_many_pixels,
  too_many_scans,
  unreadable,
  format_not_supported,
  took_too_long,
  too_large,
};
constexpr std::uint8_t refusal_reason_last = 8;

/// The catalogue key of a reason, for example "photo.unreadable".
std::string_view code_of(RefusalReason reason);

struct Refusal {
  RefusalReason reason = RefusalReason::unreadable;
  std::string detail;  // English, for the log; never bytes or names from the photo
};
constexpr std::size_t refusal_detail_bytes_max = 200;

[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal, const boost::source_location&) {
  throw std::logic_error("a refused photo was used: " + refusal.detail);
}

/// A value, or why this photo has none. Use like Result: `if (!v)`, `*v`, `v.error()`.
template <class T>
using Verdict = boost::system::result<T, Refusal>;

enum class PhotoFormat : std::uint8_t { jpeg = 1, png, webp, gif, heic, avif };
constexpr std::uint8_t photo_format_last = 6;
std::string_view name_of(PhotoFormat format);

struct PhotoFacts {
  PhotoFormat format = PhotoFormat::jpeg;
  std::uint32_t width = 0;  // pixels of the original, turned upright
  std::uint32_t height = 0;
  std::uint8_t orientation = 1;  // as stored, EXIF 1..8; the derivatives are upright already
  bool damaged = false;          // decoded, but parts were missing or wrong
  std::uint32_t preview_width = 0;
  std::uint32_t preview_height = 0;
  std::uint32_t thumbnail_width = 0;
  std::uint32_t thumbnail_height = 0;
};

/// What a photo may be and what is made of it. Sides are long edges in pixels.
struct DeriveLimits {
  std::uint64_t photo_bytes_max = 60'000'000;
  std::uint64_t photo_pixels_max = 80'000'000;
  std::uint32_t photo_side_max = 20'000;
  std::uint32_t jpeg_scans_max = 100;
  std::uint32_t preview_side = 1600;
  std::uint32_t thumbnail_side = 320;
  std::uint32_t jpeg_quality = 80;
  bool heif = true;  // HEIC and AVIF are decoded; patents on HEVC are the operator's question

  static DeriveLimits from(const Settings& settings);
};

struct Derived {
  std::optional<Refusal> refusal;  // when set, the rest is empty
  PhotoFacts facts;
  std::string thumbnail_jpeg;
  std::string preview_jpeg;

  static Derived refused(Refusal refusal) {
    Derived derived;
    derived.refusal = std::move(refusal);
    return derived;
  }
};

/// What a drawn sample photo shows; each is one picture of a city, keyed to a theme of the audit.
enum class Motif : std::uint8_t {
  office = 1,
  signpost,
  street_lamp,
  pavement,
  tram_stop,
  market,
  playground,
  housing,
  hate_sticker,
  community_event,
  school,
  health,
};
constexpr std::uint8_t motif_last = 12;
std::optional<Motif> motif_from(std::string_view name);

/// Whether the picture shows what people praise or what they complain about.
enum class Polarity : std::uint8_t { up = 1, down, mixed };
constexpr std::uint8_t polarity_last = 3;

struct SceneRequest {
  std::uint64_t seed = 0;  // the same seed, motif, polarity and size draw the same picture
  Motif motif = Motif::housing;
  Polarity polarity = Polarity::mixed;
  std::uint32_t width = 1600;   // 160..4000
  std::uint32_t height = 1200;  // 120..4000
};

}  // namespace cityaudit::media
