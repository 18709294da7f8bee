// What the server has of one submission's files, for whoever sent it: behind the activity's link, by an instanceID that only the
// sender knows.

#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/receipt_json.h"

namespace cityaudit::server::handlers {

namespace json = boost::json;

json::array to_json(const std::vector<ingest::FileReceipt>& files) {
  json::array out;
  for (const ingest::FileReceipt& file : files)
    out.push_back(json::object{{"name", file.name},
                               {"expected", file.expected},
                               {"present", file.present()},
                               {"bytes", file.bytes},
                               {"bytes_expected", file.bytes_expected ? json::value(*file.bytes_expected) : json::value(nullptr)},
                               {"sha256", file.sha256 ? json::value(to_hex(*file.sha256)) : json::value(nullptr)},
                               {"received_at", time_or_null(file.received_at)},
                               {"erased_at", time_or_null(file.erased_at)}});
  return out;
}

/// A replaced link still tells: phones that were enrolled with it go on sending.
Result<http::Response> participant_receipt(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  const std::string_view instance_id = request.parameter("instance");
  const auto find = [&](store::Transaction& tx) -> Result<std::optional<ingest::SubmissionReceipt>> {
    return ingest::find_receipt(tx, intake->activity.id, instance_id);
  };
  CITYAUDIT_TRY(receipt, server.domain.database->read(find));
  if (!receipt) return Error(ErrorKind::not_found, "submission.unknown");
  return json_answer(json::object{{"instance_id", instance_id},
                                  {"received_at", to_iso8601(receipt->received_at)},
                                  {"expected", receipt->expected},
                                  {"present", receipt->present},
                                  {"last_received_at", time_or_null(receipt->last_received_at)},
                                  {"files", to_json(receipt->files)}});
}

}  // namespace cityaudit::server::handlers
