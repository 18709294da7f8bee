#pragma once
// An event as text/event-stream. For one thread: the names of audits and activities are remembered.

#include "ingest/events.h"

#include <map>
#include <string>
#include <string_view>

namespace cityaudit::server::live {

struct EventText {
  std::int64_t seq = 0;
  std::string text;
  ingest::AuditId audit;                // none for what is about the whole server
  ingest::AccountId changes_rights_of;  // of an event about an account or a membership: whose
};

class EventTexts {
 public:
  /// "id: 12\nevent: submission.received\ndata: {...}\n\n". Payloads stay inside.
  EventText of(store::Transaction& tx, const ingest::Event& event);

 private:
  const std::string& slug(store::Transaction& tx, ingest::AuditId audit);
  const std::string& code(store::Transaction& tx, ingest::ActivityId activity);

  std::map<std::int64_t, std::string> slugs_;  // never change once given
  std::map<std::int64_t, std::string> codes_;
};

/// An event that is not in the log: no id line, so that resuming goes by the last one that is.
std::string transient_text(std::string_view type, std::string_view members);

}  // namespace cityaudit::server::live
