#include "server/live/event_text.h"

#include "base/text.h"

#include <fmt/format.h>

namespace cityaudit::server::live {
namespace {

std::string json_text(std::string_view text) {
  std::string out = "\"";
  append_json_escaped(out, text);
  return out + '"';
}

std::string json_text_or_null(std::string_view text) { return text.empty() ? "null" : json_text(text); }

}  // namespace

EventText EventTexts::of(store::Transaction& tx, const ingest::Event& event) {
  const std::string data =
      fmt::format(R"({{"seq":{},"type":{},"at":"{}","audit":{},"activity":{},"subject":{}}})", event.seq, json_text(event.type),
                  to_iso8601(event.at), json_text_or_null(event.audit ? slug(tx, event.audit) : std::string()),
                  json_text_or_null(event.activity ? code(tx, event.activity) : std::string()),
                  json_text_or_null(event.subject ? to_string(*event.subject) : std::string()));
  const bool about_account = event.type.starts_with("account.") || event.type.starts_with("membership.");
  return {event.seq, fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.seq, event.type, data), event.audit,
          ingest::AccountId{about_account ? event.subject_id : 0}};
}

const std::string& EventTexts::slug(store::Transaction& tx, ingest::AuditId audit) {
  const auto known = slugs_.find(audit.value);
  if (known != slugs_.end()) return known->second;
  return slugs_[audit.value] = tx.text("SELECT slug FROM audit WHERE id = $1", audit).value_or("");
}

const std::string& EventTexts::code(store::Transaction& tx, ingest::ActivityId activity) {
  const auto known = codes_.find(activity.value);
  if (known != codes_.end()) return known->second;
  return codes_[activity.value] = tx.text("SELECT code FROM activity WHERE id = $1", activity).value_or("");
}

std::string transient_text(std::string_view type, std::string_view members) {
  return fmt::format("event: {}\ndata: {{\"type\":{}{}{}}}\n\n", type, json_text(type), members.empty() ? "" : ",", members);
}

}  // namespace cityaudit::server::live
