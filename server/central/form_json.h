#pragma once
// Forms as Central's clients read them, and what its handlers share. Pure, or on pool threads where they read.

#include "ingest/form_releases.h"
#include "server/routes/form_upload.h"
#include "server/routes/route_table.h"
#include "server/server.h"

#include <boost/json.hpp>

namespace cityaudit::server::central {

/// The audit with the number in {number}; not_found ("audit.unknown").
Result<ingest::Audit> audit_of(Server& server, const http::Request& request);

/// The newest published version, else the draft.
boost::json::object form_object(const ingest::Audit& audit, const ingest::AuditForm& form, bool extended);
boost::json::object version_object(const ingest::Audit& audit, const ingest::AuditForm& form, const ingest::FormRelease& release);
boost::json::object draft_object(const ingest::Audit& audit, const ingest::AuditForm& form, std::string_view token);

/// One entry per file that the form asks for or has.
boost::json::array attachments(const ingest::FormDefinition& definition, const std::vector<ingest::FormFile>& files, UtcMillis updated_at);
boost::json::object attachment(std::string_view name, std::string_view media_type, const ingest::FormFile* file, UtcMillis updated_at);

http::Response success();
bool wants_extended(const http::Request& request);

/// Takes the body as a draft; faults and refused warnings become Central's 400.15 and 400.16.
Result<ingest::FormDraft> take_body(Server& server, const http::Request& request, const ingest::Audit& audit, const Caller& caller,
                                    std::string_view expected_form_id, bool only_if_new);

http::Response xml_answer(const http::Request& request, std::string xml, const std::string& md5);
Result<http::Response> blob_answer(Server& server, const http::Request& request, const Sha256& name, std::string_view media_type);
inline constexpr std::string_view xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

}  // namespace cityaudit::server::central
