#include "media/detect.h"

#include "base/digest.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <opencv2/objdetect/face.hpp>

namespace cityaudit::media {
namespace {

// How they were chosen: docs/decisions/0012-face-suggestions.md.
constexpr float network_score_min = 0.75F;
constexpr float network_overlap_max = 0.3F;
constexpr int network_boxes_max = 1000;
constexpr double cascade_step = 1.1;
constexpr int face_votes_min = 2;
constexpr int plate_votes_min = 4;
constexpr int face_side_min = 24;
constexpr double face_margin = 0.15;  // hair, ears and chin: networks and cascades mark less than people recognise
constexpr double plate_margin = 0.1;

constexpr const char* face_cascade = "/haarcascade_frontalface_alt2.xml";
constexpr const char* plate_cascade = "/haarcascade_russian_plate_number.xml";

std::unique_ptr<cv::CascadeClassifier> load_cascade(const std::string& path) {
  try {
    if (!std::ifstream(path)) return nullptr;  // OpenCV complains on standard error
    auto cascade = std::make_unique<cv::CascadeClassifier>();
    return cascade->load(path) ? std::move(cascade) : nullptr;
  } catch (const cv::Exception&) {
    return nullptr;
  }
}

cv::Ptr<cv::FaceDetectorYN> load_network(const std::string& path, const std::string& sha256_wanted) {
  constexpr std::size_t model_bytes_max = 100'000'000;
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (path.empty() || !in || in.tellg() < 0 || static_cast<std::size_t>(in.tellg()) > model_bytes_max) return nullptr;
  in.seekg(0);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (sha256_from_hex(sha256_wanted) != sha256(bytes_of(bytes))) return nullptr;
  try {
    auto network = cv::FaceDetectorYN::create(path, "", cv::Size(320, 320), network_score_min, network_overlap_max, network_boxes_max);
    cv::Mat found;
    network->detect(cv::Mat(320, 320, CV_8UC3, cv::Scalar(128, 128, 128)), found);
    return network;
  } catch (const cv::Exception&) {
    return nullptr;
  }
}

/// Nothing when it lies outside the picture.
std::optional<Suggestion> suggestion_of(SuggestionKind kind, cv::Rect2d box, double score, const Picture& picture) {
  const double margin = kind == SuggestionKind::face ? face_margin : plate_margin;
  const auto share = [](double at, int length) { return std::clamp(at * point_max / length, 0.0, static_cast<double>(point_max)); };
  const double reach_x = box.width * margin;
  const double reach_y = box.height * margin;
  Suggestion found{kind, {}, static_cast<std::uint16_t>(std::clamp(score, 0.0, 1.0) * 1000.0)};
  found.region.from.x = static_cast<std::uint16_t>(std::floor(share(box.x - reach_x, picture.width)));
  found.region.from.y = static_cast<std::uint16_t>(std::floor(share(box.y - reach_y, picture.height)));
  found.region.to.x = static_cast<std::uint16_t>(std::ceil(share(box.x + box.width + reach_x, picture.width)));
  found.region.to.y = static_cast<std::uint16_t>(std::ceil(share(box.y + box.height + reach_y, picture.height)));
  if (found.region.from.x >= found.region.to.x || found.region.from.y >= found.region.to.y) return std::nullopt;
  return found;
}

void find_by_cascade(cv::CascadeClassifier& cascade, SuggestionKind kind, int votes_min, const cv::Mat& grey, const Picture& picture,
                     std::vector<Suggestion>& out) {
  std::vector<cv::Rect> boxes;
  const int side = kind == SuggestionKind::face ? face_side_min : 0;
  cascade.detectMultiScale(grey, boxes, cascade_step, votes_min, 0, cv::Size(side, side));
  for (const cv::Rect& box : boxes) {
    if (const auto found = suggestion_of(kind, box, 0.0, picture)) out.push_back(*found);
  }
}

/// One row a face: left, top, width, height, five points of the face, score.
void find_by_network(cv::FaceDetectorYN& network, const cv::Mat& bgr, const Picture& picture, std::vector<Suggestion>& out) {
  cv::Mat rows;
  network.setInputSize(bgr.size());
  network.detect(bgr, rows);
  for (int i = 0; i < rows.rows; ++i) {
    const float* row = rows.ptr<float>(i);
    const bool sane = std::all_of(row, row + 4, [](float x) { return std::isfinite(x); }) && std::isfinite(row[14]);
    if (!sane) continue;
    if (const auto found = suggestion_of(SuggestionKind::face, cv::Rect2d(row[0], row[1], row[2], row[3]), row[14], picture))
      out.push_back(*found);
  }
}

}  // namespace

struct Detectors::Loaded {
  cv::Ptr<cv::FaceDetectorYN> network;
  std::unique_ptr<cv::CascadeClassifier> faces;
  std::unique_ptr<cv::CascadeClassifier> plates;
};

Detectors::Detectors() : loaded_(std::make_unique<Loaded>()) {}
Detectors::~Detectors() = default;
Detectors::Detectors(Detectors&&) noexcept = default;
Detectors& Detectors::operator=(Detectors&&) noexcept = default;

Detectors Detectors::load(const DetectorFiles& files) {
  // The pool has processes for the cores: no threads of OpenCV's own, which the cascades would start.
  cv::setNumThreads(1);
  Detectors detectors;
  Loaded& loaded = *detectors.loaded_;
  loaded.network = load_network(files.face_model, files.face_model_sha256);
  if (!loaded.network) loaded.faces = load_cascade(files.cascade_folder + face_cascade);
  loaded.plates = load_cascade(files.cascade_folder + plate_cascade);
  return detectors;
}

FaceDetector Detectors::faces() const {
  if (loaded_->network) return FaceDetector::network;
  return loaded_->faces ? FaceDetector::cascade : FaceDetector::none;
}

bool Detectors::plates() const { return loaded_->plates != nullptr; }

std::vector<Suggestion> Detectors::find(const Picture& picture) {
  std::vector<Suggestion> out;
  if (picture.width < face_side_min || picture.height < face_side_min) return out;
  // OpenCV does not write to it.
  const cv::Mat rgb(picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.pixels.data()));
  if (loaded_->network) {
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    find_by_network(*loaded_->network, bgr, picture, out);
  }
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  cv::equalizeHist(grey, grey);
  if (loaded_->faces) find_by_cascade(*loaded_->faces, SuggestionKind::face, face_votes_min, grey, picture, out);
  if (loaded_->plates) find_by_cascade(*loaded_->plates, SuggestionKind::plate, plate_votes_min, grey, picture, out);
  std::stable_sort(out.begin(), out.end(), [](const Suggestion& a, const Suggestion& b) {
    return a.kind != b.kind ? a.kind == SuggestionKind::face : a.score > b.score;
  });
  if (out.size() > suggestions_max) out.resize(suggestions_max);
  return out;
}

}  // namespace cityaudit::media
