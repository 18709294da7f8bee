#include "tests/integration/server/http/fixture.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <fstream>
#include <stdexcept>

namespace cityaudit::tests {

using namespace server::http;

namespace {

constexpr std::string_view method_names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

unsigned status_of(const Error& error) {
  if (error.code == "http.range_unsatisfiable") return 416;
  switch (error.kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::too_large: return 413;
    case ErrorKind::rate_limited: return 429;
    case ErrorKind::storage_full: return 507;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

}  // namespace

Plan TinyApplication::plan(Request& request) {
  const Method method = request.method == Method::head ? Method::get : request.method;
  const auto route = routes.find(std::string(method_names[static_cast<int>(method)]) + " " + request.path);
  if (route != routes.end()) {
    Plan plan = route->second();
    plan.route_name = request.path;
    return plan;
  }
  Plan plan;
  plan.before_body = true;
  plan.pool = Pool::strand;
  plan.route_name = "none";
  plan.handle = [](Request&) { return text_response(404, "text/plain", "not here\n"); };
  return plan;
}

Response TinyApplication::error_response(const Request& request, const Error& error) {
  return text_response(status_of(error), "text/plain", error.code + " " + request.request_id);
}

Settings HttpFixture::quick_settings() {
  Settings settings = Settings::defaults();
  settings.set("http.listen", std::string("127.0.0.1:0"));
  for (const char* limit : {"http.head_seconds_max", "http.idle_seconds_max", "http.body_idle_seconds_max", "http.write_idle_seconds_max",
                            "http.linger_seconds_max", "http.handshake_seconds_max", "http.stop_seconds_max"}) {
    settings.set(limit, std::int64_t{1});
  }
  return settings;
}

HttpFixture::HttpFixture(Settings its_settings) : settings(std::move(its_settings)) {
  on("GET /hello", [](Request&) { return text_response(200, "text/plain", "hello"); }, 0, Pool::strand);
}

HttpFixture::~HttpFixture() {
  if (server) server->stop();
}

void HttpFixture::start() {
  if (!read_pool) read_pool = std::make_unique<server::BlockingPool>(server::PoolOptions{"read", 2, 64, 0, false});
  if (!intake_pool) intake_pool = std::make_unique<server::BlockingPool>(server::PoolOptions{"intake", 4, 64, 0, false});
  server = std::make_unique<Server>(settings, application, Pools{*read_pool, *intake_pool});
  auto started = server->start();
  if (!started) throw std::runtime_error(started.error().code + ": " + started.error().message);
  port = *started;
}

void HttpFixture::on(std::string method_and_path, std::function<Response(Request&)> handle, std::size_t body_bytes_max, Pool pool) {
  application.routes[std::move(method_and_path)] = [=] {
    Plan plan;
    plan.body_bytes_max = body_bytes_max;
    plan.pool = pool;
    plan.handle = handle;
    return plan;
  };
}

std::string Answer::header(std::string_view lower_case_name) const {
  for (std::string_view line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !equals_ignoring_case(line.substr(0, colon), lower_case_name)) continue;
    return std::string(trim(line.substr(colon + 1)));
  }
  return {};
}

RawClient::RawClient(std::uint16_t port, std::chrono::milliseconds patience)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  timeval limit{};
  limit.tv_sec = patience.count() / 1000;
  limit.tv_usec = (patience.count() % 1000) * 1000;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    throw std::runtime_error("cannot connect");
  }
}

RawClient::~RawClient() { close(); }

void RawClient::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void RawClient::end_sending() { ::shutdown(descriptor_, SHUT_WR); }

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  char piece[65536];
  const auto got = ::recv(descriptor_, piece, sizeof piece, 0);
  if (got <= 0) return false;
  buffer_.append(piece, static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::read_some() {
  if (buffer_.empty()) fill();
  return std::exchange(buffer_, {});
}

std::string RawClient::read_to_end() {
  while (fill()) {
  }
  return std::exchange(buffer_, {});
}

bool RawClient::is_closed_by_peer() {
  char piece[4096];
  while (true) {
    const auto got = ::recv(descriptor_, piece, sizeof piece, 0);
    if (got == 0) return true;
    if (got < 0) return errno == ECONNRESET;
  }
}

Answer RawClient::read_answer(bool head_only) {
  Answer answer;
  std::size_t end = std::string::npos;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return answer;
  }
  answer.head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  answer.status = static_cast<unsigned>(parse_integer(answer.head.substr(9, 3)).value_or(0));
  if (answer.status == 100) return answer;
  if (head_only || answer.status == 204 || answer.status == 304) return answer;
  if (answer.header("transfer-encoding") == "chunked") {
    while (true) {
      std::size_t line_end = std::string::npos;
      while ((line_end = buffer_.find("\r\n")) == std::string::npos) {
        if (!fill()) return answer;
      }
      const std::size_t size = std::stoul(buffer_.substr(0, line_end), nullptr, 16);
      while (buffer_.size() < line_end + 2 + size + 2) {
        if (!fill()) return answer;
      }
      answer.body += buffer_.substr(line_end + 2, size);
      buffer_.erase(0, line_end + 2 + size + 2);
      if (size == 0) return answer;
    }
  }
  const auto length = static_cast<std::size_t>(parse_integer(answer.header("content-length")).value_or(0));
  while (buffer_.size() < length) {
    if (!fill()) break;
  }
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, answer.body.size());
  return answer;
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace cityaudit::tests
