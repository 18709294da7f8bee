#pragma once
// Who asks, when a proxy stands between: X-Forwarded-For, -Proto and -Host, believed from configured proxies only.
// Read-only after construction; thread-safe.

#include "base/result.h"
#include "base/settings.h"
#include "server/http/request.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server::http {

/// An IPv4 or IPv6 address; IPv4 is kept as ::ffff:a.b.c.d, so that the two forms of one address are equal.
struct Address {
  std::array<unsigned char, 16> bytes{};
  bool operator==(const Address&) const = default;
  bool is_loopback() const;
};

/// "192.0.2.1", "2001:db8::1", and with a port or brackets as proxies write them: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::optional<Address> parse_address(std::string_view text);
std::string to_text(const Address& address);

class Forwarding {
 public:
  /// Reads http.behind_proxy and http.trusted_proxies (addresses and CIDR blocks, with commas). Throws ErrorException on a bad one.
  explicit Forwarding(const Settings& settings);

  bool trusts(const Address& peer) const;

  /// Sets peer_address, from_loopback, secure and host of a request that came from `peer` (over TLS or not).
  void apply(const Address& peer, bool over_tls, Request& request) const;

 private:
  struct Network {
    Address address;
    int prefix_bits;
  };
  bool behind_proxy_ = false;
  std::vector<Network> trusted_;
};

}  // namespace cityaudit::server::http
