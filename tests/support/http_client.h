#pragma once
// A plain blocking HTTP/1.1 client over one TCP connection: what tests and test tools speak to the real server with.
// It shares no code with the server, so that a fault in the server's own framing cannot hide. One thread per object.

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::tests {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int status = 0;
  HttpHeaders headers;  // as sent, in their order
  std::string body;     // without the chunk framing
  /// The first header of that name (in any case); empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// Parts of "http://host:port/path?query"; only http.
struct HttpUrl {
  std::string host;
  std::uint16_t port = 80;
  std::string target = "/";
};
std::optional<HttpUrl> parse_http_url(std::string_view url);

class HttpClient {
 public:
  HttpClient(std::string host, std::uint16_t port, int timeout_seconds = 30);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  /// One request and its answer; connects when needed and keeps the connection when the answer allows.
  /// Host is added; Content-Length too, unless `headers` holds a Transfer-Encoding.
  Result<HttpAnswer> request(std::string_view method, std::string_view target, const HttpHeaders& headers = {}, std::string_view body = {});
  Result<HttpAnswer> get(std::string_view target, const HttpHeaders& headers = {}) { return request("GET", target, headers); }
  Result<HttpAnswer> head(std::string_view target, const HttpHeaders& headers = {}) { return request("HEAD", target, headers); }

  // For hostile and slow cases: the bytes as they are.
  Result<> connect();
  Result<> send(std::string_view bytes);
  /// The next answer; `head_only` for the answer to a HEAD. Informational (1xx) answers are skipped.
  Result<HttpAnswer> read_answer(bool head_only = false);
  /// Everything until the peer closes, or nothing more comes within the timeout.
  std::string read_to_end();
  /// Whether `text` came within that time; what was read stays for read_to_end(). For streams that do not end.
  bool wait_for(std::string_view text, int seconds_max);
  /// Whether the peer has closed; waits at most that long.
  bool closed_within(int millis);
  /// Ends our sending side; answers can still be read.
  void finish_sending();
  void close();
  /// Ends the connection by RST, as a phone that loses its network does.
  void abort();
  bool connected() const { return socket_ >= 0; }

 private:
  Result<> read_more();
  Result<std::string> read_line();
  Result<> read_exactly(std::size_t size, std::string& into);

  std::string host_;
  std::uint16_t port_;
  int timeout_seconds_;
  int socket_ = -1;
  std::string buffer_;
};

/// `pieces` as a chunked body with its last chunk.
std::string chunked_body(std::string_view bytes, std::size_t chunk_size);

}  // namespace cityaudit::tests
