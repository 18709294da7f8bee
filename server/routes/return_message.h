#pragma once
// What a participant is told when a submission is returned or rejected, in their language: said by the page of their link, and ready for
// staff to copy into a letter or a chat.

#include "ingest/review.h"
#include "server/server.h"

#include <string>
#include <string_view>

namespace cityaudit::server::handlers {

struct ReturnMessage {
  std::string language;
  std::string text;
};

/// One paragraph for the kind of reason; empty for none.
std::string reason_text(const Messages& messages, std::string_view language, std::string_view state, std::string_view kind);

/// `language`: as asked for, else the participant's own, else that of the audit. not_found ("submission.unknown"); conflict
/// ("review.nothing_to_tell") for one that is neither returned nor rejected.
Result<ReturnMessage> return_message(Server& server, const Uuid& submission, const ingest::Reviewer& reviewer, std::string_view language);

}  // namespace cityaudit::server::handlers
