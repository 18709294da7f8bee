#include "tests/support/openrosa_client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

namespace cityaudit::tests {
namespace {

/// Answers the requests of one connection with what it was given, in order, and keeps what was asked.
class CannedPeer {
 public:
  explicit CannedPeer(std::vector<std::string> answers) : answers_(std::move(answers)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 1) != 0)
      throw std::runtime_error("cannot listen");
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url = fmt::format("http://127.0.0.1:{}/v1/key/k/projects/1/", ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~CannedPeer() { finish(); }
  void finish() {
    if (thread_.joinable()) thread_.join();
    if (listener_ >= 0) close(std::exchange(listener_, -1));
  }

  std::string url;
  std::vector<std::string> requests;  // read after finish()

 private:
  void serve() {
    const int peer = accept(listener_, nullptr, nullptr);
    std::string pending;
    for (const auto& answer : answers_) {
      std::size_t head;
      while ((head = pending.find("\r\n\r\n")) == std::string::npos && more(peer, pending)) {
      }
      std::size_t length = 0;
      if (const auto at = pending.find("Content-Length: "); at != std::string::npos && at < head)
        length = std::stoul(pending.substr(at + 16));
      while (pending.size() < head + 4 + length && more(peer, pending)) {
      }
      requests.push_back(pending.substr(0, head + 4 + length));
      pending.erase(0, head + 4 + length);
      if (send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    }
    close(peer);
  }
  static bool more(int peer, std::string& pending) {
    char piece[4096];
    const auto size = recv(peer, piece, sizeof piece, 0);
    if (size > 0) pending.append(piece, static_cast<std::size_t>(size));
    return size > 0;
  }

  std::vector<std::string> answers_;
  int listener_ = -1;
  std::thread thread_;
};

const std::string head_answer = "HTTP/1.1 204 No Content\r\nX-OpenRosa-Version: 1.0\r\nX-OpenRosa-Accept-Content-Length: 1000\r\n\r\n";
std::string post_answer(int status, const std::string& text) {
  const auto body =
      "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"x\">" + text + "</message></OpenRosaResponse>";
  return fmt::format("HTTP/1.1 {} X\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}
FilledForm with_three_photos() {
  return {"uuid:1",
          "<data id=\"f\"/>",
          {{"a.jpg", "image/jpeg", std::string(600, 'a')},
           {"b.jpg", "image/jpeg", std::string(600, 'b')},
           {"c.jpg", "image/jpeg", std::string(300, 'c')}}};
}

TEST(OpenRosaClient, SplitsPostsAndMarksAllButTheLastAsIncomplete) {
  CannedPeer peer({head_answer, post_answer(201, "one"), post_answer(201, "two")});
  OpenRosaClient client(peer.url);
  const auto outcome = client.submit(with_three_photos());
  client.connection().close();
  peer.finish();
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->accepted);
  EXPECT_EQ(outcome->posts, 2);
  EXPECT_EQ(outcome->message, "two");
  ASSERT_EQ(peer.requests.size(), 3u);
  EXPECT_TRUE(peer.requests[0].starts_with("HEAD /v1/key/k/projects/1/submission?deviceID="));
  EXPECT_NE(peer.requests[1].find("*isIncomplete*"), std::string::npos);
  EXPECT_EQ(peer.requests[2].find("*isIncomplete*"), std::string::npos);
  EXPECT_NE(peer.requests[2].find("b.jpg"), std::string::npos);
  EXPECT_NE(peer.requests[2].find("c.jpg"), std::string::npos);
}

TEST(OpenRosaClient, StopsAtARefusalAndShowsItsMessage) {
  CannedPeer peer({head_answer, post_answer(404, "Unknown form")});
  OpenRosaClient client(peer.url);
  const auto outcome = client.submit(with_three_photos());
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->accepted);
  EXPECT_EQ(outcome->status, 404);
  EXPECT_EQ(outcome->message, "Unknown form");
}

TEST(OpenRosaClient, DoesNotPostWhenHeadIsAnsweredLikeACaptivePortal) {
  CannedPeer peer({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"});
  OpenRosaClient client(peer.url);
  EXPECT_FALSE(client.submit(with_three_photos()));
}

TEST(OpenRosaClient, RefusesAListWithoutTheVersionHeader) {
  CannedPeer peer({"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 0\r\n\r\n"});
  OpenRosaClient client(peer.url);
  EXPECT_FALSE(client.form_list());
}

TEST(HttpClient, ReadsAChunkedAnswer) {
  CannedPeer peer({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n"});
  const auto url = parse_http_url(peer.url);
  ASSERT_TRUE(url);
  HttpClient client(url->host, url->port);
  const auto answer = client.get("/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "abcde");
}

TEST(HttpClient, SaysThatTheConnectionWasClosedInsteadOfWaiting) {
  CannedPeer peer({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"});
  const auto url = parse_http_url(peer.url);
  ASSERT_TRUE(url);
  HttpClient client(url->host, url->port);
  EXPECT_FALSE(client.get("/"));
}

}  // namespace
}  // namespace cityaudit::tests
