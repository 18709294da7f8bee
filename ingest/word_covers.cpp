#include "ingest/word_covers.h"

#include "base/text.h"
#include "ingest/submission_events.h"
#include "ingest/submission_list.h"
#include "ingest/submission_view.h"

#include <algorithm>
#include <array>

namespace cityaudit::ingest {
namespace {

/// Words in a person's own hand: no choices, numbers, files.
bool is_text(const FormDefinition& form, const std::string& path) {
  const Control* control = form.find_control(path);
  if (control && control->kind != ControlKind::input) return false;
  const Bind* bind = form.find_bind(path);
  return !bind || bind->type == AnswerType::string || bind->type == AnswerType::other;
}

}  // namespace

bool is_cover_kind(std::string_view kind) {
  constexpr std::array<std::string_view, 4> kinds = {"words", "name", "status", "address"};
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

struct WordCovers::Text {
  std::string path;  // as every page writes it
  std::string words;
};

Result<WordCovers::Text> WordCovers::find_text(const Uuid& submission, std::string_view path) {
  const auto read = [&](store::Transaction& tx) -> Result<ListedSubmission> {
    auto found = find_live(tx, submission);
    if (!found) return Error(ErrorKind::not_found, "submission.unknown");
    return std::move(*found);
  };
  CITYAUDIT_TRY(listed, database_.read(read));
  CITYAUDIT_TRY(form, forms_.load(listed.form));
  const auto instance = read_instance(listed.xml);
  if (!instance) return Error(ErrorKind::invalid, "cover.no_such_words");
  for (const Answer& answer : instance->answers) {
    if (!stands_at(answer, path)) continue;
    if (!is_text(form->definition, answer.path)) return Error(ErrorKind::invalid, "cover.not_text");
    return Text{path_in_repeat(answer.path, repeat_key(form->definition, answer)), std::string(trim(answer.value))};
  }
  return Error(ErrorKind::invalid, "cover.no_such_words");
}

Result<SubmissionId> WordCovers::find_visible(store::Transaction& tx, const Uuid& submission, const Reviewer& reviewer) const {
  const auto view = Review::find(tx, submission);
  if (!view) return Error(ErrorKind::not_found, "submission.unknown");
  if (view->standing.urgent && !Review::actor_of(tx, view->audit, reviewer).urgent_contact)
    return Error(ErrorKind::conflict, "review.with_contact");
  return view->id;
}

Result<> WordCovers::cover(const Uuid& submission, const WordRange& range, const Reviewer& reviewer) {
  if (!is_cover_kind(range.kind) || range.shown.empty() || range.shown.size() > 40 || range.from >= range.to)
    return Error(ErrorKind::invalid, "cover.no_such_words");
  CITYAUDIT_TRY(text, find_text(submission, range.path));
  if (!words_at(text.words, range.from, range.to)) return Error(ErrorKind::invalid, "cover.no_such_words");
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(id, find_visible(tx, submission, reviewer));
    const auto count = tx.integer("SELECT count(*) FROM word_cover WHERE submission_id = $1 AND undone_at IS NULL", id);
    if (count.value_or(0) >= static_cast<std::int64_t>(word_covers_max))
      return Error(ErrorKind::invalid, "cover.too_many", {}, {{"limit", std::to_string(word_covers_max)}});
    if (tx.integer("SELECT 1 FROM word_cover WHERE submission_id = $1 AND path = $2 AND undone_at IS NULL AND from_character < $4 AND "
                   "to_character > $3",
                   id, text.path, range.from, range.to))
      return Error(ErrorKind::conflict, "cover.overlaps");
    tx.execute(
        "INSERT INTO word_cover (uuid, submission_id, path, from_character, to_character, kind, shown, account_id, at) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9)",
        random_uuid(), id, text.path, range.from, range.to, range.kind, range.shown,
        reviewer.account ? std::optional(reviewer.account.value) : std::nullopt, clock_.now());
    tx.execute("UPDATE submission SET overlaid = 1 WHERE id = $1", id);
    announce_submission(tx, events_, clock_.now(), "submission.redacted", id, reviewer.actor);
    return {};
  });
}

Result<> WordCovers::uncover(const Uuid& submission, const Uuid& cover, bool may_see_identity, const Reviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(id, find_visible(tx, submission, reviewer));
    const auto coverer = tx.integer(
        "SELECT coalesce(account_id, 0) FROM word_cover WHERE uuid = $1 AND submission_id = $2 AND undone_at IS NULL", cover, id);
    if (!coverer) return Error(ErrorKind::not_found, "cover.unknown");
    if (!may_see_identity && *coverer != reviewer.account.value) return Error(ErrorKind::forbidden, "cover.sealed");
    tx.execute("UPDATE word_cover SET undone_at = $3 WHERE uuid = $1 AND submission_id = $2", cover, id, clock_.now());
    announce_submission(tx, events_, clock_.now(), "submission.redaction_undone", id, reviewer.actor);
    return {};
  });
}

Result<std::string> WordCovers::unseal(const Uuid& submission, std::string_view path, std::string_view reason, bool may_see_identity,
                                       const Reviewer& reviewer) {
  if (!may_see_identity) return Error(ErrorKind::forbidden, "cover.sealed");
  if (trim(reason).empty()) return Error(ErrorKind::invalid, "cover.reason_missing");
  if (reason.size() > review_reason_bytes_max)
    return Error(ErrorKind::invalid, "review.reason_too_long", {}, {{"limit", std::to_string(review_reason_bytes_max)}});
  CITYAUDIT_TRY(text, find_text(submission, path));
  const auto note = [&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(id, find_visible(tx, submission, reviewer));
    tx.execute("INSERT INTO word_unsealing (submission_id, path, account_id, at, reason) VALUES ($1, $2, $3, $4, $5)", id, text.path,
               reviewer.account, clock_.now(), trim(reason));
    announce_submission(tx, events_, clock_.now(), "submission.unsealed", id, reviewer.actor);
    return {};
  };
  CITYAUDIT_CHECK(database_.write(note));
  return std::move(text.words);
}

}  // namespace cityaudit::ingest
