#include "ingest/duplicates.h"

#include "base/text.h"
#include "ingest/submissions.h"

namespace cityaudit::ingest {
namespace {

#define LIVE_OTHER                                                                                                                     \
  "activity_id = $1 AND id < $2 AND id <> $3 AND state NOT IN ('withdrawn', 'erased') AND replaced_by_id IS NULL AND (flags & 128) = " \
  "0 ORDER BY id LIMIT 1"

std::optional<std::int64_t> same_stop(store::Transaction& tx, const MarkedSubmission& submission, const std::string& stop) {
  if (stop.empty() || !submission.participation) return std::nullopt;
  return tx.integer("SELECT id FROM submission WHERE participation_id = $4 AND stop_code = $5 AND " LIVE_OTHER, submission.activity,
                    submission.id, submission.replaces, submission.participation, stop);
}

std::optional<std::int64_t> same_answers(store::Transaction& tx, const MarkedSubmission& submission, const AnswersMark& mark,
                                         std::string_view device) {
  if (mark.dated)
    return tx.integer("SELECT id FROM submission WHERE answers_sha256 = $4 AND " LIVE_OTHER, submission.activity, submission.id,
                      submission.replaces, mark.digest);
  return tx.integer(
      "SELECT id FROM submission WHERE answers_sha256 = $4 AND (participation_id = $5 OR (device_id = $6 AND $6 <> '')) AND " LIVE_OTHER,
      submission.activity, submission.id, submission.replaces, mark.digest, submission.participation, device);
}

#undef LIVE_OTHER

}  // namespace

AnswersMark mark_answers(const CompiledForm& form, const Answers& answers) {
  AnswersMark mark;
  std::string all;
  for (const Answer& answer : answers) {
    if (answer.path.find("/meta/") != std::string::npos) continue;
    all += answer.path;
    for (const std::uint32_t position : answer.positions) all += '[' + std::to_string(position) + ']';
    all += '=';
    all += trim(answer.value);
    all += '\0';
  }
  mark.digest = sha256(bytes_of(all));
  mark.dated = finished_at(form.definition, answers).has_value();
  for (const MappingItem& item : form.mapping.items())
    if (item.role == Role::stop && mark.stop.empty()) mark.stop = answer_at(answers, item.path);
  return mark;
}

void flag_repetition(store::Transaction& tx, const MarkedSubmission& submission, const AnswersMark& mark, std::string_view device) {
  auto other = same_stop(tx, submission, mark.stop);
  if (!other) other = same_answers(tx, submission, mark, device);
  if (!other) return;
  tx.execute("UPDATE submission SET flags = flags | $2, duplicate_of_id = $3 WHERE id = $1", submission.id,
             static_cast<std::int64_t>(flag_duplicate), *other);
}

}  // namespace cityaudit::ingest
