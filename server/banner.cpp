#include "server/banner.h"

#include <fmt/format.h>

namespace cityaudit::server {
namespace {

std::string host_of(const std::string& listen) { return listen.substr(0, listen.rfind(':')); }

bool is_loopback(const std::string& host) { return host.starts_with("127.") || host == "localhost" || host == "[::1]"; }

}  // namespace

std::string local_url(const Settings& settings, std::uint16_t port) {
  const std::string host = host_of(settings.text("http.listen"));
  const bool tls = !settings.text("http.tls_certificate").empty();
  const bool everywhere = host == "0.0.0.0" || host == "[::]" || host.empty();
  return fmt::format("{}://{}:{}", tls ? "https" : "http", everywhere ? "127.0.0.1" : host, port);
}

std::string make_banner(Server& server, std::uint16_t port, const std::string& sign_in_token) {
  const Settings& settings = server.domain.settings;
  const PublicAddress address = server.address_is_configured ? server.address : PublicAddress{local_url(settings, port)};
  std::string out = fmt::format("\ncityaudit is ready at {}\n\n", address.url);
  if (!sign_in_token.empty()) {
    const std::string staff_url = address.is_https() ? address.url : local_url(settings, port);
    out += fmt::format("  Staff, sign in once (valid for {} minutes, then set a password):\n    {}/sign-in#{}\n",
                       settings.integer("people.sign_in_link_minutes"), staff_url, sign_in_token);
  } else {
    out += fmt::format("  Staff:\n    {}/sign-in\n", address.url);
  }
  if (const auto activities = server.domain.activities.all(); activities && !activities->empty()) {
    out += "  Participants, no account needed:\n";
    constexpr std::size_t shown_max = 6;
    for (std::size_t i = 0; i < activities->size() && i < shown_max; ++i) {
      const ingest::Activity& activity = (*activities)[i];
      const std::string token = server.domain.activities.token(activity);
      out += fmt::format("    {}: {}\n      ODK Collect: {}\n", activity.code, address.page(token),
                         address.openrosa(token, activity.audit_number));
    }
    if (activities->size() > shown_max) out += fmt::format("    and {} more: cityaudit links\n", activities->size() - shown_max);
  }
  if (!address.is_https()) {
    out += "\n  On this address (plain http) these do not work:\n";
    if (is_loopback(host_of(settings.text("http.listen"))))
      out += "    - phones and other machines: start with --listen 0.0.0.0:8080 to be reached from the network\n";
    out +=
        "    - position and the installable page in phone browsers (browsers allow them on https only)\n"
        "    - sign-in of staff from other machines\n"
        "  docs/operations.md has the way to https in one command.\n";
  }
  return out + '\n';
}

}  // namespace cityaudit::server
