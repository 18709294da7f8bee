#include "server/http/forwarded.h"

#include "base/text.h"
#include "server/http/target.h"

#include <arpa/inet.h>
#include <algorithm>
#include <cstring>

namespace cityaudit::server::http {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const Address& address) { return std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin()); }

/// The values of every header of that name, in order, cut at their commas.
std::vector<std::string_view> list_of(const Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Header& header : request.headers) {
    if (header.name != name) continue;
    for (std::string_view value : split(header.value, ',')) values.push_back(trim(value));
  }
  return values;
}

bool was_forwarded(const Request& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const Header& header) {
    return header.name.starts_with("x-forwarded-") || header.name == "forwarded" || header.name == "x-real-ip" || header.name == "via";
  });
}

bool same_bits(const Address& a, const Address& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (std::memcmp(a.bytes.data(), b.bytes.data(), whole) != 0) return false;
  const int rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
  return (a.bytes[whole] & mask) == (b.bytes[whole] & mask);
}

}  // namespace

bool Address::is_loopback() const {
  if (is_mapped(*this)) return bytes[12] == 127;
  return std::all_of(bytes.begin(), bytes.end() - 1, [](unsigned char b) { return b == 0; }) && bytes[15] == 1;
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  const std::string zero_ended(text);
  Address address;
  if (inet_pton(AF_INET6, zero_ended.c_str(), address.bytes.data()) == 1) return address;
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
  if (inet_pton(AF_INET, zero_ended.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

std::string to_text(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_mapped(address)) {
    inet_ntop(AF_INET, address.bytes.data() + 12, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), text, sizeof text);
  }
  return text;
}

Forwarding::Forwarding(const Settings& settings) : behind_proxy_(settings.boolean("http.behind_proxy")) {
  for (std::string_view entry : split(settings.text("http.trusted_proxies"), ',')) {
    entry = trim(entry);
    if (entry.empty()) continue;
    const auto slash = entry.find('/');
    const auto address = parse_address(entry.substr(0, slash));
    const int width = address && is_mapped(*address) ? 32 : 128;
    const auto prefix = slash == std::string_view::npos ? std::optional<std::int64_t>{width} : parse_integer(entry.substr(slash + 1));
    if (!address || !prefix || *prefix < 0 || *prefix > width) {
      throw ErrorException(
          Error(ErrorKind::invalid, "settings.invalid", "http.trusted_proxies: not an address or block: " + std::string(entry)));
    }
    trusted_.push_back({*address, static_cast<int>(*prefix) + 128 - width});
  }
}

bool Forwarding::trusts(const Address& peer) const {
  if (!behind_proxy_) return false;
  return std::any_of(trusted_.begin(), trusted_.end(),
                     [&](const Network& each) { return same_bits(each.address, peer, each.prefix_bits); });
}

void Forwarding::apply(const Address& peer, bool over_tls, Request& request) const {
  request.peer_address = to_text(peer);
  request.secure = over_tls;
  if (!trusts(peer)) {
    // A proxy on this machine that nobody told us of must not make the whole world local.
    request.from_loopback = peer.is_loopback() && !was_forwarded(request);
    return;
  }
  Address person = peer;
  bool known = true;
  const auto hops = list_of(request, "x-forwarded-for");
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto address = parse_address(*hop);
    if (!address) {
      known = false;  // what is left of it is not to be believed either
      break;
    }
    person = *address;
    request.peer_address = to_text(person);
    if (!trusts(person)) break;
  }
  request.from_loopback = known && person.is_loopback() && (!hops.empty() || !was_forwarded(request));
  const auto protocols = list_of(request, "x-forwarded-proto");
  if (!protocols.empty()) request.secure = equals_ignoring_case(protocols.back(), "https");
  const auto hosts = list_of(request, "x-forwarded-host");
  if (!hosts.empty() && is_valid_host(hosts.back())) request.host = std::string(hosts.back());
}

}  // namespace cityaudit::server::http
