// How many number plates the cascade sees, by how they stand in the picture: plates drawn into drawn streets, since this bench must
// run without anybody's photos. plate_bench [scenes = 16] [folder of OpenCV's cascades]; prints a table.

#include "media/detect.h"
#include "media/scene.h"
#include "media/upright.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <cstdlib>
#include <filesystem>
#include <opencv2/imgproc.hpp>

namespace cityaudit::media {
namespace {

constexpr double plate_ratio = 520.0 / 110.0;  // of the European plate, in millimetres
constexpr double found_share_min = 0.7;        // of the plate's area inside one suggestion

/// How a plate stands in a picture of 1600 pixels.
struct Look {
  const char* what;
  double width = 140;       // pixels
  double roll_degrees = 0;  // turned in the picture
  double yaw_degrees = 0;   // seen from the side
  double contrast = 1;      // 1: black on white
  double blur_pixels = 0.6;
};

constexpr Look looks[] = {
    {.what = "30 px wide", .width = 30},
    {.what = "45 px", .width = 45},
    {.what = "60 px", .width = 60},
    {.what = "90 px", .width = 90},
    {.what = "140 px", .width = 140},
    {.what = "220 px", .width = 220},
    {.what = "340 px", .width = 340},
    {.what = "140 px, turned by 5°", .roll_degrees = 5},
    {.what = "140 px, turned by 10°", .roll_degrees = 10},
    {.what = "140 px, turned by 20°", .roll_degrees = 20},
    {.what = "140 px, 25° from the side", .yaw_degrees = 25},
    {.what = "140 px, 45° from the side", .yaw_degrees = 45},
    {.what = "140 px, 60° from the side", .yaw_degrees = 60},
    {.what = "140 px, half the contrast", .contrast = 0.5},
    {.what = "140 px, a fifth of the contrast", .contrast = 0.2},
    {.what = "140 px, out of focus (3 px)", .blur_pixels = 3},
};

/// Straight on, large: a frame, the blue stripe, two groups of signs.
cv::Mat plate_face(cv::RNG& dice) {
  const int height = 110;
  const int width = 520;
  cv::Mat face(height, width, CV_8UC3, cv::Scalar(238, 238, 234));
  cv::rectangle(face, {2, 2}, {width - 3, height - 3}, cv::Scalar(25, 25, 25), 3);
  cv::rectangle(face, {5, 5}, {45, height - 6}, cv::Scalar(20, 60, 150), cv::FILLED);
  const std::string signs = "0123456789ABCEHJKLMPRSTUVXYZ";
  const auto sign = [&](bool digit) { return std::string(1, signs[static_cast<std::size_t>(dice.uniform(0, digit ? 10 : 28))]); };
  const std::string left = sign(true) + sign(false) + sign(true);
  const std::string right = sign(true) + sign(true) + sign(true) + sign(true);
  cv::putText(face, left, {56, 84}, cv::FONT_HERSHEY_SIMPLEX, 2.6, cv::Scalar(20, 20, 20), 9, cv::LINE_AA);
  cv::putText(face, right, {270, 84}, cv::FONT_HERSHEY_SIMPLEX, 2.6, cv::Scalar(20, 20, 20), 9, cv::LINE_AA);
  return face;
}

/// The corners of the plate in the picture, from the upper left one on.
std::vector<cv::Point2f> corners_of(const Look& look, cv::Point2d middle) {
  constexpr double pi = 3.14159265358979;
  const double yaw = look.yaw_degrees * pi / 180;
  const double roll = look.roll_degrees * pi / 180;
  const double half_height = look.width / plate_ratio / 2;
  std::vector<cv::Point2f> out;
  for (const auto& [side, up] : {std::pair{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
    // Seen from six widths away: the far end is a little smaller.
    const double nearness = 6 / (6 + side * std::sin(yaw) / 2);
    const double x = side * look.width / 2 * std::cos(yaw) * nearness;
    const double y = up * half_height * nearness;
    out.emplace_back(static_cast<float>(middle.x + x * std::cos(roll) - y * std::sin(roll)),
                     static_cast<float>(middle.y + x * std::sin(roll) + y * std::cos(roll)));
  }
  return out;
}

cv::Mat view(Picture& picture) { return {picture.height, picture.width, CV_8UC3, picture.pixels.data()}; }

Picture scene(std::uint64_t seed) {
  constexpr Motif motifs[] = {Motif::street_lamp, Motif::pavement, Motif::tram_stop, Motif::signpost, Motif::housing};
  const std::string file = draw_scene({seed, motifs[seed % std::size(motifs)], Polarity::down, 1600, 1200});
  return std::move(make_upright(bytes_of(file), {})->picture);
}

/// Grain as of a camera by day.
void add_grain(cv::Mat picture, cv::RNG& dice) {
  cv::Mat grain(picture.size(), CV_16SC3);
  dice.fill(grain, cv::RNG::NORMAL, 0, 5);
  cv::Mat wide;
  picture.convertTo(wide, CV_16SC3);
  wide += grain;
  wide.convertTo(picture, CV_8UC3);
}

void put_plate(cv::Mat picture, const Look& look, const std::vector<cv::Point2f>& corners, cv::RNG& dice) {
  cv::Mat face = plate_face(dice);
  face.convertTo(face, -1, look.contrast, 110 * (1 - look.contrast));
  // Scaled down by areas first, as an optical picture is; warping alone would leave holes.
  const double factor = std::min(1.0, look.width / face.cols * 2);
  cv::resize(face, face, {}, factor, factor, cv::INTER_AREA);
  const auto w = static_cast<float>(face.cols);
  const auto h = static_cast<float>(face.rows);
  const std::vector<cv::Point2f> from{{0, 0}, {w, 0}, {w, h}, {0, h}};
  const cv::Mat way = cv::getPerspectiveTransform(from, corners);
  cv::Mat body = picture.clone();  // the bumper around it
  std::vector<cv::Point> frame;
  const cv::Point2f middle = (corners[0] + corners[2]) * 0.5F;
  for (const cv::Point2f& corner : corners) frame.emplace_back(middle + (corner - middle) * 1.5F);
  cv::fillConvexPoly(body, frame, cv::Scalar(70, 74, 84), cv::LINE_AA);
  cv::Mat warped;
  cv::Mat mask;
  cv::warpPerspective(face, warped, way, picture.size(), cv::INTER_LINEAR);
  cv::warpPerspective(cv::Mat(face.size(), CV_8U, cv::Scalar(255)), mask, way, picture.size(), cv::INTER_LINEAR);
  warped.copyTo(body, mask > 127);
  cv::GaussianBlur(body, body, {}, look.blur_pixels);
  cv::Rect around = cv::boundingRect(frame) & cv::Rect({}, picture.size());
  body(around).copyTo(picture(around));
}

std::vector<cv::Rect2d> plates_found(Detectors& detectors, const Picture& picture) {
  std::vector<cv::Rect2d> out;
  for (const Suggestion& one : detectors.find(picture)) {
    if (one.kind != SuggestionKind::plate) continue;
    const auto x = [&](std::uint16_t at) { return static_cast<double>(at) * picture.width / point_max; };
    const auto y = [&](std::uint16_t at) { return static_cast<double>(at) * picture.height / point_max; };
    out.emplace_back(cv::Point2d(x(one.region.from.x), y(one.region.from.y)), cv::Point2d(x(one.region.to.x), y(one.region.to.y)));
  }
  return out;
}

double covered_share(const std::vector<cv::Point2f>& plate, const cv::Rect2d& box) {
  const std::vector<cv::Point2f> sides{{static_cast<float>(box.x), static_cast<float>(box.y)},
                                       {static_cast<float>(box.x + box.width), static_cast<float>(box.y)},
                                       {static_cast<float>(box.x + box.width), static_cast<float>(box.y + box.height)},
                                       {static_cast<float>(box.x), static_cast<float>(box.y + box.height)}};
  std::vector<cv::Point2f> common;
  return cv::intersectConvexConvex(plate, sides, common) / cv::contourArea(plate);
}

int run(int scenes, const std::string& cascades) {
  // Only the plate cascade: the one for faces takes three times as long and says nothing here.
  const tests::TemporaryFolder folder;
  const std::string name = "haarcascade_russian_plate_number.xml";
  std::filesystem::create_symlink(std::filesystem::path(cascades) / name, folder.path() / name);
  Detectors detectors = Detectors::load({"", "", folder.path()});
  if (!detectors.plates()) {
    fmt::print(stderr, "no {} in {}\n", name, cascades);
    return 1;
  }
  cv::setNumThreads(1);
  std::vector<Picture> streets;
  std::size_t false_boxes = 0;
  for (int i = 0; i < scenes; ++i) {
    cv::RNG dice(static_cast<std::uint64_t>(i) + 1);
    streets.push_back(scene(static_cast<std::uint64_t>(i)));
    Picture bare = streets.back();
    add_grain(view(bare), dice);
    false_boxes += plates_found(detectors, bare).size();
  }
  fmt::print("{} streets without a plate: {} boxes\n\n| plate | found of {} |\n| --- | --- |\n", scenes, false_boxes, scenes);
  for (const Look& look : looks) {
    int found = 0;
    for (int i = 0; i < scenes; ++i) {
      cv::RNG dice(static_cast<std::uint64_t>(i) + 1);
      Picture picture = streets[static_cast<std::size_t>(i)];
      const cv::Point2d middle(dice.uniform(300.0, 1300.0), dice.uniform(700.0, 1050.0));
      const auto corners = corners_of(look, middle);
      put_plate(view(picture), look, corners, dice);
      add_grain(view(picture), dice);
      bool seen = false;
      for (const cv::Rect2d& box : plates_found(detectors, picture)) seen = seen || covered_share(corners, box) >= found_share_min;
      found += seen ? 1 : 0;
    }
    fmt::print("| {} | {} |\n", look.what, found);
  }
  return 0;
}

}  // namespace
}  // namespace cityaudit::media

int main(int count, char** words) {
  const int scenes = count > 1 ? std::atoi(words[1]) : 16;
  return cityaudit::media::run(scenes, count > 2 ? words[2] : "/usr/share/opencv4/haarcascades");
}
