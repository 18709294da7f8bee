#include "server/http/forwarded.h"

#include <gtest/gtest.h>

namespace cityaudit::server::http {
namespace {

struct Seen {
  std::string address;
  bool from_loopback;
  bool secure;
  std::string host;
};

Seen apply(bool behind_proxy, std::string_view peer, std::vector<Header> headers, bool over_tls = false,
           const std::string& trusted = "127.0.0.1, ::1, 10.0.0.0/8, 2001:db8::/32") {
  Settings settings = Settings::defaults();
  settings.set("http.behind_proxy", behind_proxy);
  settings.set("http.trusted_proxies", trusted);
  Request request;
  request.host = "own.example";
  request.headers = std::move(headers);
  Forwarding(settings).apply(*parse_address(peer), over_tls, request);
  return {request.peer_address, request.from_loopback, request.secure, request.host};
}

const std::vector<Header> forwarded{
    {"x-forwarded-for", "6.6.6.6, 203.0.113.9"}, {"x-forwarded-proto", "https"}, {"x-forwarded-host", "audit.example"}};

TEST(Forwarded, IsIgnoredWithoutAProxyInTheSettings) {
  const Seen seen = apply(false, "192.0.2.1", forwarded);
  EXPECT_EQ(seen.address, "192.0.2.1");
  EXPECT_FALSE(seen.secure);
  EXPECT_EQ(seen.host, "own.example");
}

TEST(Forwarded, IsIgnoredFromAPeerThatIsNotTrusted) {
  const Seen seen = apply(true, "192.0.2.1", forwarded);
  EXPECT_EQ(seen.address, "192.0.2.1");
  EXPECT_FALSE(seen.secure);
  EXPECT_EQ(seen.host, "own.example");
}

TEST(Forwarded, TakesTheLastAddressThatIsNoProxyOfOurs) {
  EXPECT_EQ(apply(true, "127.0.0.1", forwarded).address, "203.0.113.9");
  EXPECT_TRUE(apply(true, "127.0.0.1", forwarded).secure);
  EXPECT_EQ(apply(true, "127.0.0.1", forwarded).host, "audit.example");
  EXPECT_EQ(apply(true, "10.1.2.3", {{"x-forwarded-for", "1.1.1.1, 203.0.113.9, 10.9.9.9"}}).address, "203.0.113.9");
  EXPECT_EQ(apply(true, "10.1.2.3", {{"x-forwarded-for", "1.1.1.1"}, {"x-forwarded-for", "203.0.113.9:4711"}}).address, "203.0.113.9");
  EXPECT_EQ(apply(true, "2001:db8::5", {{"x-forwarded-for", "[2001:470::1]:443"}}).address, "2001:470::1");
  EXPECT_EQ(apply(true, "::ffff:10.1.2.3", {{"x-forwarded-for", "203.0.113.9"}}).address, "203.0.113.9");
}

TEST(Forwarded, TheProxyOnThisMachineDoesNotMakeEveryoneLocal) {
  EXPECT_FALSE(apply(true, "127.0.0.1", forwarded).from_loopback);
  EXPECT_FALSE(apply(true, "127.0.0.1", {{"x-forwarded-for", "127.0.0.1, 203.0.113.9"}}).from_loopback);
  EXPECT_FALSE(apply(true, "127.0.0.1", {{"x-forwarded-for", "unknown"}}).from_loopback);
  EXPECT_FALSE(apply(true, "127.0.0.1", {{"x-forwarded-proto", "https"}}).from_loopback);
  EXPECT_FALSE(apply(false, "127.0.0.1", forwarded).from_loopback);
  EXPECT_FALSE(apply(false, "127.0.0.1", {{"forwarded", "for=203.0.113.9"}}).from_loopback);
  EXPECT_FALSE(apply(false, "203.0.113.9", {}).from_loopback);
}

TEST(Forwarded, ThisMachinesOwnPeopleAreLocal) {
  EXPECT_TRUE(apply(false, "127.0.0.1", {}).from_loopback);
  EXPECT_TRUE(apply(false, "::1", {}).from_loopback);
  EXPECT_TRUE(apply(false, "::ffff:127.0.0.1", {}).from_loopback);
  EXPECT_TRUE(apply(true, "127.0.0.1", {}).from_loopback);
  EXPECT_TRUE(apply(true, "127.0.0.1", {{"x-forwarded-for", "127.0.0.1"}}).from_loopback);
}

TEST(Forwarded, TlsOfOurOwnIsSecure) { EXPECT_TRUE(apply(false, "203.0.113.9", {}, true).secure); }

TEST(Forwarded, AHostThatIsNoneIsNotTaken) {
  EXPECT_EQ(apply(true, "127.0.0.1", {{"x-forwarded-for", "1.2.3.4"}, {"x-forwarded-host", "a/b"}}).host, "own.example");
}

TEST(Forwarded, AListOfProxiesThatCannotBeReadStopsTheStart) {
  for (const char* bad : {"nonsense", "10.0.0.0/33", "10.0.0.0/", "::1/129", "1.2.3"})
    EXPECT_THROW(apply(true, "127.0.0.1", {}, false, bad), ErrorException) << bad;
}

}  // namespace
}  // namespace cityaudit::server::http
