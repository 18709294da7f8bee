#pragma once
// A tiny application behind the real server on a free port, and a client of raw bytes. For the transport's tests.

#include "base/settings.h"
#include "server/blocking.h"
#include "server/http/server.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::tests {

/// Routes are set before the server starts; what is not there is a 404 from the head alone.
class TinyApplication final : public server::http::Application {
 public:
  server::http::Plan plan(server::http::Request& request) override;
  server::http::Response error_response(const server::http::Request& request, const Error& error) override;

  /// "GET /hello" -> its plan.
  std::map<std::string, std::function<server::http::Plan()>> routes;
};

struct HttpFixture {
  explicit HttpFixture(Settings its_settings = quick_settings());
  ~HttpFixture();
  /// The defaults with a free port and limits of a second.
  static Settings quick_settings();

  void start();
  void on(std::string method_and_path, std::function<server::http::Response(server::http::Request&)> handle, std::size_t body_bytes_max = 0,
          server::http::Pool pool = server::http::Pool::read);

  Settings settings;
  TinyApplication application;
  std::unique_ptr<server::BlockingPool> read_pool;
  std::unique_ptr<server::BlockingPool> intake_pool;
  std::unique_ptr<server::http::Server> server;
  std::uint16_t port = 0;
};

struct Answer {
  unsigned status = 0;  // 0: closed without an answer
  std::string head;     // with the status line
  std::string body;
  std::string header(std::string_view lower_case_name) const;
};

/// A socket to 127.0.0.1. Reads wait for at most `patience`.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, std::chrono::milliseconds patience = std::chrono::seconds(10));
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the peer has closed.
  bool send(std::string_view bytes);
  /// Up to the end of the head, then the body by its length or chunks; `head_only` for HEAD.
  Answer read_answer(bool head_only = false);
  /// Whatever comes next; empty at the end or after `patience`.
  std::string read_some();
  /// All until the peer closes.
  std::string read_to_end();
  /// Whether the peer closes within `patience` (what it sends before that is dropped).
  bool is_closed_by_peer();
  void end_sending();
  void close();
  int descriptor() const { return descriptor_; }

  Answer ask(std::string_view bytes) {
    send(bytes);
    return read_answer();
  }

 private:
  bool fill();
  int descriptor_ = -1;
  std::string buffer_;
};

/// Resident memory of this process.
std::size_t resident_bytes();

}  // namespace cityaudit::tests
