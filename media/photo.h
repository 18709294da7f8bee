#pragma once
// What is asked of a photo and what comes of it: the words that server and worker share. Plain data; any thread.

#include "base/digest.h"
#include "base/settings.h"
#include "ingest/likeness.h"
#include "ingest/photo_origin.h"
#include "ingest/redactions.h"

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

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
  std::uint32_t thumbnail_width = 0;  // the veil's, too
  std::uint32_t thumbnail_height = 0;
  std::uint64_t fingerprint = 0;  // of what the upright photo shows, covered parts included: personal data; 0: it shows nothing
  std::uint16_t sharpness = 0;    // contrast between neighbours where it is strongest: variance in grey levels squared, capped
  std::uint8_t exposure = 0;      // mean grey level: 0 black, 255 white
};

using ingest::fingerprint_distance;
using ingest::near_duplicate_distance_max;

/// Hints for the one who looks at photos, never a reason to refuse one.
bool looks_blurred(const PhotoFacts& facts);
enum class Exposure : std::uint8_t { good, dark, bright };
Exposure exposure_of(const PhotoFacts& facts);

using Point = ingest::PhotoPoint;
using ingest::are_sound;
using ingest::Cover;
using ingest::Redaction;
using ingest::redaction_points_max;
using ingest::redactions_max;
constexpr std::uint16_t point_max = ingest::photo_side;
constexpr std::uint8_t cover_last = 2;

/// from.x < to.x, from.y < to.y
struct Region {
  Point from;
  Point to;
};

enum class SuggestionKind : std::uint8_t { face = 1, plate };
constexpr std::uint8_t suggestion_kind_last = 2;

/// What a person may want to cover.
struct Suggestion {
  SuggestionKind kind = SuggestionKind::face;
  Region region;
  std::uint16_t score = 0;  // thousandths; 0: the detector gives none
};
constexpr std::size_t suggestions_max = 200;

struct Suggestions {
  std::optional<Refusal> refusal;  // when set, nothing is found
  std::vector<Suggestion> found;
};

/// What detection is done with. A file that is missing costs what it would have found, nothing else.
struct DetectorFiles {
  std::string face_model;         // YuNet as ONNX; empty: faces are looked for by cascade
  std::string face_model_sha256;  // in hexadecimal; another file is not loaded
  std::string cascade_folder;     // of OpenCV
};

enum class FaceDetector : std::uint8_t { none, cascade, network };
constexpr std::uint8_t face_detector_last = 2;

/// When and where, as the camera wrote it into the file. Never part of any derivative, and told by a worker only as far as it is asked.
using Origin = ingest::PhotoOrigin;
using ingest::is_camera_time;
using ingest::OriginParts;

/// How much is decoded of a photo before it is scaled: at least the preview's size, or at least twice that. In between libjpeg
/// halves; what it leaves out, no scaler can use.
enum class Quality : std::uint8_t { fast = 1, strict };
constexpr std::uint8_t quality_last = 2;

/// What a photo may be and what is made of it. Sides are long edges in pixels.
struct DeriveLimits {
  std::uint64_t photo_bytes_max = 60'000'000;
  std::uint64_t photo_pixels_max = 80'000'000;
  std::uint32_t photo_side_max = 20'000;
  std::uint32_t jpeg_scans_max = 100;
  std::uint32_t preview_side = 1600;
  std::uint32_t thumbnail_side = 320;
  std::uint32_t jpeg_quality = 80;
  Quality quality = Quality::fast;
  bool heif = true;  // HEIC and AVIF are decoded; patents on HEVC are the operator's question

  /// Throws std::runtime_error for a media.quality that there is not.
  static DeriveLimits from(const Settings& settings);
};

struct Derived {
  std::optional<Refusal> refusal;  // when set, the rest is empty
  PhotoFacts facts;
  std::string thumbnail_jpeg;
  std::string preview_jpeg;
  std::string veil_jpeg;  // of the thumbnail's size: its colours and nothing by which a person could be recognised
  Origin origin;          // the parts that were asked for

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
