#include "server/openrosa/enrolled.h"

#include "base/text.h"

namespace cityaudit::server::openrosa {

Result<std::shared_ptr<const ingest::IntakeActivity>> find_enrolled(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  if (parse_integer(request.parameter("number")) != intake->activity.audit_number) return Error(ErrorKind::not_found, "link.unknown");
  return std::move(intake);
}

std::string base_url(const Server& server, const http::Request& request) {
  // Without a configured address the one that the phone has just used is right for that phone.
  const PublicAddress used =
      server.address_is_configured ? server.address : PublicAddress{(request.secure ? "https://" : "http://") + request.host};
  return used.openrosa(request.parameter("token"), parse_integer(request.parameter("number")).value_or(0));
}

}  // namespace cityaudit::server::openrosa
