#include "server/routes/return_message.h"

#include "base/text.h"
#include "ingest/submission_list.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

struct Told {
  std::string state, kind, words, activity, language;
  UtcMillis received_at;
};

Result<Told> read(store::Transaction& tx, const Uuid& uuid, const ingest::Reviewer& reviewer) {
  const auto submission = ingest::find_live(tx, uuid);
  if (!submission || !ingest::is_shown_to(tx, submission->id, reviewer.account, reviewer.role))
    return Error(ErrorKind::not_found, "submission.unknown");
  const auto decision = ingest::last_decision(tx, submission->id);
  if (!decision || (submission->state != "returned" && submission->state != "rejected"))
    return Error(ErrorKind::conflict, "review.nothing_to_tell");
  Told told{submission->state, decision->reason_kind, decision->reason, {}, {}, submission->received_at};
  store::Rows rows = tx.query(
      "SELECT a.title, coalesce(p.language || ' ', '') || u.languages FROM submission s JOIN activity a ON a.id = s.activity_id JOIN "
      "audit u ON u.id = a.audit_id LEFT JOIN participation p ON p.id = s.participation_id WHERE s.id = $1",
      submission->id);
  if (rows.next()) {
    told.activity = rows.string(0);
    const std::string languages = rows.string(1);
    if (const auto all = words(languages); !all.empty()) told.language = all[0];
  }
  return told;
}

}  // namespace

std::string reason_text(const Messages& messages, std::string_view language, std::string_view state, std::string_view kind) {
  if (kind.empty() || kind == "other") return {};
  return messages.format(language, "submission." + std::string(state) + "_because." + std::string(kind));
}

Result<ReturnMessage> return_message(Server& server, const Uuid& submission, const ingest::Reviewer& reviewer, std::string_view language) {
  CITYAUDIT_TRY(told, server.domain.database->read([&](store::Transaction& tx) { return read(tx, submission, reviewer); }));
  const Messages& messages = server.domain.messages;
  const std::vector<std::string> known = messages.languages();
  const auto speaks = [&](std::string_view one) { return std::find(known.begin(), known.end(), one) != known.end(); };
  ReturnMessage out;
  out.language = speaks(language) ? std::string(language) : speaks(told.language) ? told.language : "en";
  const ingest::Localized title = ingest::localized_from_json(told.activity);
  const std::string day = to_iso8601(told.received_at).substr(0, 10);
  out.text = messages.format(out.language, "submission." + told.state + "_letter",
                             {{"activity", std::string(ingest::text_in(title, out.language))}, {"day", day}});
  for (const std::string& part : {reason_text(messages, out.language, told.state, told.kind), told.words,
                                  messages.format(out.language, "submission." + told.state + "_what_now")})
    if (!part.empty()) out.text += "\n\n" + part;
  return out;
}

}  // namespace cityaudit::server::handlers
