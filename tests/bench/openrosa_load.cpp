// How many submissions (or cached reads) a server takes: one thread, epoll, each connection sends its next request when the
// last was answered. Every submission is new: instanceID and photo differ. Prints one JSON line; exits with 1 when any
// answer was not the expected one.
#include "base/ids.h"
#include "base/text.h"
#include "tests/support/http_client.h"
#include "tests/support/openrosa_client.h"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace cityaudit;
using namespace cityaudit::tests;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* help = R"(openrosa_load --base URL [options]
  --base URL        what /submission is added to; the form of tests/data/forms/city-walk.xml must be open there
  --get TARGET      read this path again and again instead of sending ("/v1/key/.../formList")
  --connections N   default 32
  --seconds S       default 10, after --warmup S (default 1)
  --count N         stop after N accepted submissions
  --photo-bytes N   a photo of this size with every submission; default none
  --acked FILE      append every accepted instanceID
  --pid PID         the server's process: its largest resident memory is reported
)";

struct Options {
  std::string base, get, acked;
  std::int64_t connections = 32, seconds = 10, warmup = 1, count = 0, photo_bytes = 0, pid = 0;
};

[[noreturn]] void fail(const std::string& why) {
  fmt::print(stderr, "openrosa_load: {}\n", why);
  std::exit(2);
}

Options parse(int argc, char** argv) {
  Options o;
  const std::map<std::string, std::string*> texts{{"--base", &o.base}, {"--get", &o.get}, {"--acked", &o.acked}};
  const std::map<std::string, std::int64_t*> numbers{{"--connections", &o.connections}, {"--seconds", &o.seconds},
                                                     {"--warmup", &o.warmup},           {"--count", &o.count},
                                                     {"--photo-bytes", &o.photo_bytes}, {"--pid", &o.pid}};
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--help") {
      std::fputs(help, stdout);
      std::exit(0);
    }
    if (i + 1 == argc) fail(name + " wants a value");
    const std::string value = argv[++i];
    if (const auto text = texts.find(name); text != texts.end()) {
      *text->second = value;
    } else if (const auto number = numbers.find(name); number != numbers.end()) {
      const auto parsed = parse_integer(value);
      if (!parsed || *parsed < 0) fail(name + " wants a number");
      *number->second = *parsed;
    } else {
      fail("unknown option " + name);
    }
  }
  if (!parse_http_url(o.base)) fail("--base wants an http address");
  return o;
}

/// One request, whole; the places in it that every submission has anew.
class Request {
 public:
  Request(const Options& o, const HttpUrl& url) {
    const auto host = fmt::format("Host: {}:{}\r\nX-OpenRosa-Version: 1.0\r\nUser-Agent: openrosa_load\r\n", url.host, url.port);
    if (!o.get.empty()) {
      bytes = fmt::format("GET {} HTTP/1.1\r\n{}\r\n", o.get, host);
      return;
    }
    const auto filled = fill_bench_form(1, 0, o.photo_bytes > 0 ? padded_jpeg(static_cast<std::size_t>(o.photo_bytes)) : std::string{});
    const auto body = multipart_body("cityauditload7f3a", filled, 0, filled.files.size(), false);
    auto path = url.target;
    while (path.ends_with('/')) path.pop_back();
    bytes = fmt::format(
                "POST {}/submission?deviceID=load HTTP/1.1\r\n{}Content-Type: multipart/form-data; "
                "boundary=cityauditload7f3a\r\nContent-Length: {}\r\n\r\n",
                path, host, body.size()) +
            body;
    instance_id = filled.instance_id;
    for (auto at = bytes.find(instance_id); at != std::string::npos; at = bytes.find(instance_id, at + 1)) places_.push_back(at);
  }

  void renew() {
    if (places_.empty()) return;
    instance_id = "uuid:" + uuid_v4();
    for (const auto place : places_) bytes.replace(place, instance_id.size(), instance_id);
  }

  std::string bytes;
  std::string instance_id;

 private:
  std::vector<std::size_t> places_;
};

struct Connection {
  int socket = -1;
  Request request;
  std::size_t sent = 0;
  std::string answer;
  SteadyClock::time_point start;
  bool wants_write = false;
};

class Load {
 public:
  explicit Load(const Options& o)
      : o_(o), url_(*parse_http_url(o.base)), wanted_(o.get.empty() ? 201 : 200), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (!o_.acked.empty()) acked_.open(o_.acked, std::ios::app);
    const Request request(o_, url_);
    for (std::int64_t i = 0; i < o_.connections; ++i) connections_.push_back({-1, request, 0, {}, {}, false});
  }

  int run() {
    counting_from_ = SteadyClock::now() + std::chrono::seconds(o_.warmup);
    const auto end = counting_from_ + std::chrono::seconds(o_.seconds);
    for (auto& connection : connections_) {
      open(connection);
      begin(connection);
    }
    auto next_look = SteadyClock::now();
    rusage usage_before{};
    getrusage(RUSAGE_SELF, &usage_before);
    const auto began = SteadyClock::now();
    epoll_event events[256];
    while (SteadyClock::now() < end && !finished()) {
      const int ready = epoll_wait(epoll_, events, 256, 100);
      for (int i = 0; i < ready; ++i) advance(connections_[events[i].data.u64], events[i].events);
      if (SteadyClock::now() >= next_look) {
        look_at_memory();
        next_look = SteadyClock::now() + std::chrono::milliseconds(100);
      }
    }
    rusage usage_after{};
    getrusage(RUSAGE_SELF, &usage_after);
    const auto cpu = [](const rusage& u) {
      return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
             static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
    };
    const std::chrono::duration<double> whole = SteadyClock::now() - began;
    const std::chrono::duration<double> counted = SteadyClock::now() - counting_from_;
    report(counted.count(), (cpu(usage_after) - cpu(usage_before)) / whole.count() * 100);
    return unexpected_ == 0 && accepted_ > 0 ? 0 : 1;
  }

 private:
  bool finished() const { return o_.count > 0 && accepted_ >= o_.count; }

  void open(Connection& connection) {
    if (connection.socket >= 0) close(connection.socket);
    connection.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(url_.port);
    if (inet_pton(AF_INET, url_.host == "localhost" ? "127.0.0.1" : url_.host.c_str(), &address.sin_addr) != 1)
      fail("--base wants an IPv4 address");
    if (connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("cannot connect");
    const int on = 1;
    setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = static_cast<std::uint64_t>(&connection - connections_.data());
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
    connection.wants_write = false;
  }

  void begin(Connection& connection) {
    connection.request.renew();
    connection.sent = 0;
    connection.answer.clear();
    connection.start = SteadyClock::now();
    push(connection);
  }

  void want_write(Connection& connection, bool wanted) {
    if (connection.wants_write == wanted) return;
    connection.wants_write = wanted;
    epoll_event event{};
    event.events = EPOLLIN | (wanted ? EPOLLOUT : 0u);
    event.data.u64 = static_cast<std::uint64_t>(&connection - connections_.data());
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
  }

  void push(Connection& connection) {
    const auto& bytes = connection.request.bytes;
    while (connection.sent < bytes.size()) {
      const auto size =
          send(connection.socket, bytes.data() + connection.sent, bytes.size() - connection.sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
      if (size < 0) return lose(connection);
      connection.sent += static_cast<std::size_t>(size);
    }
    want_write(connection, connection.sent < bytes.size());
  }

  void lose(Connection& connection) {
    ++unexpected_;
    if (unexpected_ > 1000) fail("a thousand answers were not the expected ones; giving up");
    open(connection);
    begin(connection);
  }

  void advance(Connection& connection, std::uint32_t events) {
    if (events & EPOLLOUT) push(connection);
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    char piece[65536];
    const auto size = recv(connection.socket, piece, sizeof piece, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size <= 0) return lose(connection);
    connection.answer.append(piece, static_cast<std::size_t>(size));
    const auto head = connection.answer.find("\r\n\r\n");
    if (head == std::string::npos) return;
    std::size_t length = 0;
    auto at = connection.answer.find("\r\nContent-Length: ");
    if (at == std::string::npos) at = connection.answer.find("\r\ncontent-length: ");
    if (at != std::string::npos && at < head) length = std::strtoull(connection.answer.c_str() + at + 18, nullptr, 10);
    if (connection.answer.size() < head + 4 + length) return;
    finish(connection);
  }

  void finish(Connection& connection) {
    const auto now = SteadyClock::now();
    const auto status = std::atoi(connection.answer.c_str() + 9);
    if (status != wanted_) {
      if (unexpected_ == 0) fmt::print(stderr, "{}\n", connection.answer.substr(0, 500));
      return lose(connection);
    }
    ++accepted_;
    if (acked_.is_open()) acked_ << connection.request.instance_id << '\n';
    if (now >= counting_from_) latencies_.push_back(std::chrono::duration<double, std::milli>(now - connection.start).count());
    begin(connection);
  }

  void look_at_memory() {
    if (o_.pid == 0) return;
    std::ifstream status(fmt::format("/proc/{}/status", o_.pid));
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmRSS:")) resident_kib_ = std::max(resident_kib_, std::atol(line.c_str() + 6));
  }

  void report(double seconds, double cpu_percent) {
    std::sort(latencies_.begin(), latencies_.end());
    const auto at = [&](double share) {
      return latencies_.empty() ? 0.0
                                : latencies_[std::min(latencies_.size() - 1,
                                                      static_cast<std::size_t>(std::ceil(share * static_cast<double>(latencies_.size()))))];
    };
    fmt::print(
        "{{\"per_second\": {:.0f}, \"p50_ms\": {:.2f}, \"p99_ms\": {:.2f}, \"max_ms\": {:.2f}, \"answers\": {}, \"unexpected\": {}, "
        "\"seconds\": {:.1f}, \"connections\": {}, \"resident_mib\": {:.1f}, \"loader_cpu_percent\": {:.0f}}}\n",
        static_cast<double>(latencies_.size()) / seconds, at(0.5), at(0.99), at(1), latencies_.size(), unexpected_, seconds, o_.connections,
        static_cast<double>(resident_kib_) / 1024, cpu_percent);
  }

  Options o_;
  HttpUrl url_;
  int wanted_;
  int epoll_;
  std::ofstream acked_;
  std::vector<Connection> connections_;
  std::vector<double> latencies_;
  SteadyClock::time_point counting_from_;
  std::int64_t accepted_ = 0;
  std::int64_t unexpected_ = 0;
  long resident_kib_ = 0;
};

}  // namespace

int main(int argc, char** argv) { return Load(parse(argc, argv)).run(); }
