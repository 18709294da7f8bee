#include "server/routes/scopes.h"

#include "base/text.h"
#include "ingest/audits.h"
#include "ingest/photos.h"
#include "ingest/submission_list.h"

namespace cityaudit::server::scopes {
namespace {

using Find = std::optional<ingest::AuditId> (*)(store::Transaction&, const Uuid&);

std::optional<ingest::AuditId> by_id(store::Transaction& tx, const http::Request& request, Find find) {
  const auto uuid = parse_uuid(request.parameter("id"));
  return uuid ? find(tx, *uuid) : std::nullopt;
}

}  // namespace

std::optional<ingest::AuditId> audit_of_slug(store::Transaction& tx, const http::Request& request) {
  return ingest::Audits::id_of_slug(tx, request.parameter("slug"));
}

std::optional<ingest::AuditId> audit_of_number(store::Transaction& tx, const http::Request& request) {
  const auto number = parse_integer(request.parameter("number"));
  return number ? ingest::Audits::id_of_number(tx, *number) : std::nullopt;
}

std::optional<ingest::AuditId> audit_of_submission(store::Transaction& tx, const http::Request& request) {
  return by_id(tx, request, ingest::audit_of_submission);
}

std::optional<ingest::AuditId> audit_of_photo(store::Transaction& tx, const http::Request& request) {
  return by_id(tx, request, ingest::Photos::audit_of);
}

}  // namespace cityaudit::server::scopes
