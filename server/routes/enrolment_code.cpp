#include "server/routes/enrolment_code.h"

#include "base/digest.h"

#include <fmt/format.h>
#include <qrencode.h>
#include <zlib.h>
#include <boost/json.hpp>
#include <memory>

namespace cityaudit::server {
namespace {

constexpr int quiet_zone = 4;  // modules, as the standard asks

Error cannot_make() { return Error(ErrorKind::internal, "error.internal", "the enrolment code cannot be made"); }

}  // namespace

Result<std::string> enrolment_text(std::string_view server_url, std::string_view name) {
  const std::string json = boost::json::serialize(boost::json::object{
      {"general", {{"server_url", server_url}, {"form_update_mode", "match_exactly"}, {"autosend", "wifi_and_cellular"}}},
      {"admin", boost::json::object()},
      {"project", {{"name", name}, {"icon", "🏙"}, {"color", "#2b6e5f"}}},
  });
  uLongf size = compressBound(json.size());
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(json.data()), json.size(),
                Z_BEST_COMPRESSION) != Z_OK)
    return cannot_make();
  packed.resize(size);
  return to_base64(bytes_of(packed));
}

Result<std::string> qr_svg(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_L), &QRcode_free);
  if (!code) return cannot_make();
  // One path of horizontal runs: small, and no seams between modules.
  std::string path;
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width;) {
      const auto is_dark = [&](int at) { return (code->data[y * code->width + at] & 1) != 0; };
      int end = x;
      while (end < code->width && is_dark(end)) ++end;
      if (end > x) path += fmt::format("M{} {}h{}v1h-{}z", x + quiet_zone, y + quiet_zone, end - x, end - x);
      x = end + 1;
    }
  }
  const int side = code->width + 2 * quiet_zone;
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{1}"/></svg>)",
      side, path);
}

}  // namespace cityaudit::server
