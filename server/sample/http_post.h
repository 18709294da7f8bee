#pragma once
// A small blocking HTTP client with which this process sends to its own listener, over plain TCP or TLS as that listener
// speaks. One thread per object.

#include "base/result.h"
#include "base/settings.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace cityaudit::server::sample {

/// Where this process listens, as it reaches itself.
struct OwnListener {
  std::string address;  // 127.0.0.1, ::1, or the one address that http.listen names
  std::uint16_t port = 0;
  bool tls = false;

  static OwnListener from(const Settings& settings, std::uint16_t port);
};

using HttpHeaders = std::vector<std::pair<std::string_view, std::string>>;

struct HttpAnswer {
  int status = 0;
  std::string body;
};

class HttpPost {
 public:
  /// Bounds one wait for the peer, not the whole exchange.
  HttpPost(OwnListener listener, int wait_seconds_max);
  ~HttpPost();
  HttpPost(const HttpPost&) = delete;
  HttpPost& operator=(const HttpPost&) = delete;

  /// Connects when it is not connected; keeps the connection as long as the answer allows. unavailable
  /// ("sample.connection") for a connection that broke: what was sent may or may not have been taken.
  Result<HttpAnswer> request(std::string_view method, std::string_view path, const HttpHeaders& headers, std::string_view body);

 private:
  Result<> connect();
  Result<> start_tls();
  void close();
  Result<> send(std::string_view bytes);
  Result<> receive();
  Result<HttpAnswer> read_answer(bool head_only);
  Result<std::string> read_head();

  const OwnListener listener_;
  const int wait_seconds_max_;
  int socket_ = -1;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* tls_ = nullptr;
  std::string received_;
};

struct FilePart {
  std::string_view name;
  std::string_view content_type;
  std::string_view bytes;
};

/// A multipart/form-data body as ODK Collect makes it.
std::string submission_body(std::string_view boundary, std::string_view xml, const std::vector<FilePart>& files);

}  // namespace cityaudit::server::sample
