#include "server/routes/pages.h"

#include "base/digest.h"
#include "base/embedded.h"
#include "base/text.h"
#include "server/routes/handlers.h"

#include <map>

namespace cityaudit::server {
namespace {

constexpr std::string_view folder = "web/";
constexpr std::string_view immutable = "public, max-age=31536000, immutable";
constexpr std::string_view shell_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The form engine brings its XPath grammar as WebAssembly in a data: address; what people record is played from blob: addresses.
constexpr std::string_view player_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self' data:; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

std::string_view content_type(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".woff2", "font/woff2"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".txt", "text/plain; charset=utf-8"},
  };
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

/// Of every built file, worked out once.
const std::map<std::string_view, std::string>& etags() {
  static const auto made = [] {
    std::map<std::string_view, std::string> out;
    for (const embedded::File& file : embedded::list(folder))
      out[file.name] = '"' + to_hex(sha256(bytes_of(file.bytes))).substr(0, 32) + '"';
    return out;
  }();
  return made;
}

bool accepts(const http::Request& request, std::string_view encoding) {
  for (const std::string_view entry : split(request.header("accept-encoding"), ',')) {
    const auto semicolon = entry.find(';');
    if (!equals_ignoring_case(trim(entry.substr(0, semicolon)), encoding)) continue;
    if (semicolon == std::string_view::npos) return true;
    const std::string_view weight = trim(entry.substr(semicolon + 1));
    return !(weight.starts_with("q=") || weight.starts_with("Q=")) || parse_decimal(weight.substr(2)).value_or(0) > 0;
  }
  return false;
}

struct Encoding {
  std::string_view name;
  std::string_view ending;
};

}  // namespace

Result<http::Response> embedded_page(const http::Request& request, std::string_view name, std::string_view cache_control) {
  const std::string plain = std::string(folder) + std::string(name);
  const bool is_variant = plain.ends_with(".br") || plain.ends_with(".gz");
  auto bytes = is_variant ? std::nullopt : embedded::find(plain);
  if (!bytes) {
    if (!embedded::find(std::string(folder) + "index.html")) return Error(ErrorKind::unavailable, "page.not_built");
    return Error(ErrorKind::not_found, "error.not_found");
  }
  http::Response response;
  std::string chosen = plain;
  for (const Encoding encoding : {Encoding{"br", ".br"}, Encoding{"gzip", ".gz"}}) {
    const auto packed = embedded::find(plain + std::string(encoding.ending));
    if (!packed || !accepts(request, encoding.name)) continue;
    bytes = packed;
    chosen += encoding.ending;
    response.set("Content-Encoding", std::string(encoding.name));
    break;
  }
  response.set("Content-Type", std::string(content_type(plain)));
  response.set("Cache-Control", std::string(cache_control));
  response.set("Vary", "Accept-Encoding");
  response.body = std::string(*bytes);
  return http::with_etag(request, etags().at(chosen), std::move(response));
}

namespace {

Result<http::Response> shell_under(const http::Request& request, std::string_view name, std::string_view policy) {
  CITYAUDIT_TRY(response, embedded_page(request, name, "no-cache"));
  response.set("Content-Security-Policy", std::string(policy));
  response.set("Referrer-Policy", "no-referrer");
  return std::move(response);
}

}  // namespace

Result<http::Response> embedded_shell(const http::Request& request, std::string_view name) {
  return shell_under(request, name, shell_policy);
}

Result<http::Response> embedded_player(const http::Request& request, std::string_view name) {
  return shell_under(request, name, player_policy);
}

namespace handlers {

Result<http::Response> staff_page(Server&, http::Request& request, const Caller&) { return embedded_shell(request, "index.html"); }

Result<http::Response> get_asset(Server&, http::Request& request, const Caller&) {
  return embedded_page(request, "assets/" + std::string(request.parameter("name")), immutable);
}

Result<http::Response> get_robots(Server&, http::Request&, const Caller&) {
  return http::text_response(200, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n");
}

}  // namespace handlers
}  // namespace cityaudit::server
