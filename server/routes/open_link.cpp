#include "server/routes/open_link.h"

namespace cityaudit::server::handlers {

Result<std::shared_ptr<const ingest::IntakeActivity>> find_open_link(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  if (intake->revoked) return Error(ErrorKind::not_found, "link.revoked");
  return std::move(intake);
}

Result<std::shared_ptr<const ingest::IntakeActivity>> find_personal_link(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(intake, find_open_link(server, request));
  if (!intake->participation) return Error(ErrorKind::not_found, "link.not_personal");
  return std::move(intake);
}

}  // namespace cityaudit::server::handlers
