#include "ingest/review_carrying.h"

#include "base/text.h"
#include "ingest/answer_overlay.h"
#include "ingest/attached_submissions.h"
#include "ingest/submissions.h"

#include <algorithm>
#include <limits>

namespace cityaudit::ingest {
namespace {

Answers answers_of(store::Transaction& tx, SubmissionId submission) {
  std::string xml;
  {
    store::Rows rows = tx.query("SELECT xml FROM submission WHERE id = $1", submission);
    if (!rows.next()) return {};
    const Bytes bytes = rows.blob(0);
    xml.assign(bytes.begin(), bytes.end());
  }
  // It was taken in under limits once, which may have been others than today's.
  constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
  auto instance = read_instance(xml, {no_limit / 16, no_limit, no_limit, no_limit});
  return instance ? std::move(instance->answers) : Answers();
}

const Answer* find(const Answers& answers, std::string_view path) {
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const Answer& each) { return stands_at(each, path); });
  return found == answers.end() ? nullptr : &*found;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// Every place in the new answer where the covered words stand.
void carry_cover(store::Transaction& tx, SubmissionId from, SubmissionId to, const WordCover& cover, const Answer& before,
                 const Answer& now) {
  const auto words = words_at(trim(before.value), cover.from, cover.to);
  if (!words || words->empty()) return;
  const std::size_t length = cover.to - cover.from;
  const std::string_view text = trim(now.value);
  for (std::size_t at = text.find(*words); at != std::string::npos; at = text.find(*words, at + words->size())) {
    const std::size_t start = characters(text.substr(0, at));
    if (tx.integer("SELECT 1 FROM word_cover WHERE submission_id = $1 AND path = $2 AND from_character < $4 AND to_character > $3", to,
                   cover.path, start, start + length))
      continue;
    tx.execute(
        "INSERT INTO word_cover (uuid, submission_id, path, from_character, to_character, kind, shown, account_id, at) SELECT $1, $2, "
        "path, $3, $4, kind, shown, account_id, at FROM word_cover WHERE uuid = $5 AND submission_id = $6",
        random_uuid(), to, start, start + length, cover.uuid, from);
  }
}

}  // namespace

void carry_review(store::Transaction& tx, SubmissionId from, SubmissionId to) {
  tx.execute(
      "UPDATE submission SET assigned_to = (SELECT o.assigned_to FROM submission o WHERE o.id = $1), appealed_at = (SELECT o.appealed_at "
      "FROM submission o WHERE o.id = $1), flags = flags | (SELECT o.flags & $3 FROM submission o WHERE o.id = $1), overlaid = (SELECT "
      "o.overlaid FROM submission o WHERE o.id = $1) WHERE id = $2",
      from, to, static_cast<std::int64_t>(flag_urgent));
  if (tx.integer("SELECT overlaid FROM submission WHERE id = $1", from).value_or(0) == 0) return;
  const AnswerOverlay overlay = AnswerOverlay::of(tx, from);
  const Answers before = answers_of(tx, from);
  const Answers now = answers_of(tx, to);
  for (const WordCover& cover : overlay.covers) {
    const Answer* old_answer = find(before, cover.path);
    const Answer* new_answer = find(now, cover.path);
    if (old_answer && new_answer) carry_cover(tx, from, to, cover, *old_answer, *new_answer);
  }
  for (const AnswerCorrection& correction : overlay.corrections) {
    const Answer* answer = find(now, correction.path);
    if ((answer ? answer->value : std::string()) != correction.before) continue;
    tx.execute(
        "INSERT INTO correction (uuid, submission_id, field, path, value_before, value_after, participation_before, participation_after, "
        "reason, account_id, at) SELECT $1, $2, field, path, $3, value_after, participation_before, participation_after, reason, "
        "account_id, "
        "at FROM correction WHERE submission_id = $4 AND path = $5 AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
        random_uuid(), to, correction.before, from, correction.path);
  }
  // Whose it is was put right once.
  if (const auto whose = tx.integer(
          "SELECT participation_after FROM correction WHERE submission_id = $1 AND field = 'code' AND undone_at IS NULL ORDER BY id DESC "
          "LIMIT 1",
          to))
    correct_participation(tx, to, {*whose});
}

}  // namespace cityaudit::ingest
