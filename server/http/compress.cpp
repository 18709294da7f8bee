#include "server/http/compress.h"

#include "base/text.h"

#include <zlib.h>
#include <algorithm>
#include <optional>

namespace cityaudit::server::http {
namespace {

constexpr std::size_t compressed_bytes_min = 1024;
constexpr int level = 5;

bool is_text(std::string_view content_type) {
  const std::string type = to_lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") || type == "application/javascript" ||
         type == "application/manifest+json";
}

std::optional<std::string> gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int outcome = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return outcome == Z_STREAM_END ? std::optional{std::move(out)} : std::nullopt;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  for (std::string_view entry : split(accept_encoding, ',')) {
    const auto semicolon = entry.find(';');
    const std::string_view name = trim(entry.substr(0, semicolon));
    bool wanted = true;
    if (semicolon != std::string_view::npos) {
      const std::string_view weight = trim(entry.substr(semicolon + 1));
      if (weight.starts_with("q=") || weight.starts_with("Q=")) {
        const auto value = parse_decimal(weight.substr(2));
        wanted = value && *value > 0;
      }
    }
    if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) return wanted;
    if (name == "*") any = wanted;
  }
  return any.value_or(false);
}

void compress_text(const Request& request, Response& response) {
  auto* body = std::get_if<std::string>(&response.body);
  if (body == nullptr || body->size() < compressed_bytes_min || body->size() > UINT32_MAX / 2) return;
  if (!response.header("content-encoding").empty() || !is_text(response.header("content-type"))) return;
  if (response.header("vary").empty()) response.set("Vary", "Accept-Encoding");
  if (request.method == Method::head || !accepts_gzip(request.header("accept-encoding"))) return;
  auto compressed = gzip(*body);
  if (!compressed || compressed->size() >= body->size()) return;
  *body = std::move(*compressed);
  response.set("Content-Encoding", "gzip");
  for (Header& header : response.headers) {
    if (equals_ignoring_case(header.name, "etag") && !header.value.starts_with("W/")) header.value.insert(0, "W/");
  }
}

}  // namespace cityaudit::server::http
