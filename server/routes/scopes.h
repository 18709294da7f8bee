#pragma once
// How requests name the audit they are about, one function per noun; the SQL is in the noun's own file. For a new noun: a function here
// that turns the parameter into the audit, and a Scope beside it with the code that its handlers use for what is unknown. Blocking.

#include "server/routes/route_table.h"

namespace cityaudit::server::scopes {

std::optional<ingest::AuditId> audit_of_slug(store::Transaction& tx, const http::Request& request);
std::optional<ingest::AuditId> audit_of_number(store::Transaction& tx, const http::Request& request);
std::optional<ingest::AuditId> audit_of_submission(store::Transaction& tx, const http::Request& request);
std::optional<ingest::AuditId> audit_of_photo(store::Transaction& tx, const http::Request& request);

inline constexpr Scope by_slug{audit_of_slug, "audit.unknown"};                   // {slug}
inline constexpr Scope by_number{audit_of_number, "audit.unknown"};               // {number}, as OpenRosa and Central count
inline constexpr Scope by_submission{audit_of_submission, "submission.unknown"};  // {id}
inline constexpr Scope by_photo{audit_of_photo, "photo.unknown"};                 // {id}

}  // namespace cityaudit::server::scopes
