#include "ingest/corrections.h"

#include "base/text.h"
#include "ingest/consents.h"
#include "ingest/submission_events.h"
#include "ingest/submission_list.h"
#include "ingest/walks.h"

#include <fmt/format.h>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::array<std::string_view, 4> field_words = {"stop", "walk", "code", "duplicate"};

Role role_of(CorrectedField field) {
  switch (field) {
    case CorrectedField::stop: return Role::stop;
    case CorrectedField::walk: return Role::walk;
    case CorrectedField::code: return Role::code;
    case CorrectedField::duplicate: break;
  }
  return Role::none;
}

std::optional<std::int64_t> or_null(std::int64_t id) { return id ? std::optional(id) : std::nullopt; }

bool is_known_stop(store::Transaction& tx, AuditId audit, std::string_view code) {
  return tx.integer("SELECT 1 FROM stop t JOIN walk w ON w.id = t.walk_id WHERE w.audit_id = $1 AND t.code = $2 LIMIT 1", audit, code)
      .has_value();
}

bool is_known_walk(store::Transaction& tx, AuditId audit, std::string_view code) {
  return tx.integer("SELECT 1 FROM walk WHERE audit_id = $1 AND code = $2", audit, code).has_value();
}

struct CorrectionRow {
  std::string_view field, path, before, after, reason;
  std::int64_t participation_before = 0, participation_after = 0;
};

void insert(store::Transaction& tx, SubmissionId submission, const CorrectionRow& row, AccountId account, UtcMillis at) {
  tx.execute(
      "INSERT INTO correction (uuid, submission_id, field, path, value_before, value_after, participation_before, participation_after, "
      "reason, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      random_uuid(), submission, row.field, row.path, row.before, row.after, or_null(row.participation_before),
      or_null(row.participation_after), row.reason, or_null(account.value), at);
  if (!row.path.empty()) tx.execute("UPDATE submission SET overlaid = 1 WHERE id = $1", submission);
}

}  // namespace

std::string_view to_word(CorrectedField field) { return field_words[static_cast<std::size_t>(field)]; }

std::optional<CorrectedField> corrected_field_from(std::string_view word) {
  const auto found = std::find(field_words.begin(), field_words.end(), word);
  if (found == field_words.end()) return std::nullopt;
  return static_cast<CorrectedField>(found - field_words.begin());
}

struct Corrections::Target {
  std::string path;   // empty: the form has no such question
  std::string value;  // as it came, without the corrections made so far
  AnswerOverlay overlay;

  /// As it reads now.
  const std::string& reads() const {
    const AnswerCorrection* earlier = overlay.correction_at(path);
    return earlier ? earlier->after : value;
  }
};

Result<Corrections::Target> Corrections::find_target(const Uuid& submission, CorrectedField field) {
  const auto read = [&](store::Transaction& tx) -> Result<ListedSubmission> {
    auto found = find_live(tx, submission);
    if (!found) return Error(ErrorKind::not_found, "submission.unknown");
    return std::move(*found);
  };
  CITYAUDIT_TRY(listed, database_.read(read));
  CITYAUDIT_TRY(form, forms_.load(listed.form));
  Target target;
  target.overlay = listed.overlay;
  for (const MappingItem& item : form->mapping.items())
    if (item.role == role_of(field) && target.path.empty()) target.path = item.path;
  // What cannot be read any more has no answers.
  const auto instance = read_instance(listed.xml);
  if (instance && !target.path.empty())
    for (const Answer& answer : instance->answers)
      if (target.value.empty() && stands_at(answer, target.path)) target.value = trim(answer.value);
  return target;
}

Result<ReviewView> Corrections::find_unchanged(store::Transaction& tx, const Uuid& submission, std::int64_t seen,
                                               const Reviewer& reviewer) const {
  const auto view = Review::find(tx, submission);
  if (!view) return Error(ErrorKind::not_found, "submission.unknown");
  if (view->standing.urgent && !Review::actor_of(tx, view->audit, reviewer).urgent_contact)
    return Error(ErrorKind::conflict, "review.with_contact");
  CITYAUDIT_CHECK(Review::check_seen(tx, *view, seen, clock_.now()));
  return *view;
}

void Corrections::note(store::Transaction& tx, const ReviewView& view, const char* action, const char* event, std::string_view field,
                       const Reviewer& reviewer) const {
  ReviewStep step;
  step.at = clock_.now();
  step.account = reviewer.account;
  step.action = action;
  step.state_before = step.state_after = view.standing.state;
  step.assigned_before = step.assigned_after = view.standing.assigned_to;
  take_step(tx, view.id, step);
  announce_submission(tx, events_, step.at, event, view.id, reviewer.actor,
                      fmt::format(R"({{"field":"{}","version":{}}})", field, view.version + 1));
}

Result<> Corrections::correct_answer(store::Transaction& tx, const ReviewView& view, const Target& target, const CorrectionOrder& order,
                                     const Reviewer& reviewer) const {
  CorrectionRow row{to_word(order.field), target.path, target.reads(), order.value, trim(order.reason)};
  if (order.field == CorrectedField::code) {
    const auto whose = tx.integer(
        "SELECT p.id FROM participation p JOIN activity a ON a.wave_id = p.wave_id JOIN submission s ON s.activity_id = a.id WHERE s.id = "
        "$1 AND p.code = $2",
        view.id, order.value);
    if (!whose) return Error(ErrorKind::invalid, "correction.code_unknown", {}, {{"code", order.value}});
    row.participation_before = tx.integer("SELECT participation_id FROM submission WHERE id = $1", view.id).value_or(0);
    row.participation_after = *whose;
    if (row.participation_before == row.participation_after) return Error(ErrorKind::invalid, "correction.nothing_changes");
    tx.execute("UPDATE submission SET participation_id = $2 WHERE id = $1", view.id, *whose);
    Consents(database_, events_, clock_).follow(tx, view.id, reviewer.actor);
  } else {
    if (target.path.empty()) return Error(ErrorKind::invalid, "correction.not_asked");
    if (row.before == row.after) return Error(ErrorKind::invalid, "correction.nothing_changes");
    if (order.field == CorrectedField::stop && !is_known_stop(tx, view.audit, order.value))
      return Error(ErrorKind::invalid, "correction.stop_unknown");
    if (order.field == CorrectedField::walk && !is_known_walk(tx, view.audit, order.value))
      return Error(ErrorKind::invalid, "correction.walk_unknown");
    if (order.field == CorrectedField::stop) tx.execute("UPDATE submission SET stop_code = $2 WHERE id = $1", view.id, order.value);
  }
  insert(tx, view.id, row, reviewer.account, clock_.now());
  note(tx, view, "correct", "submission.corrected", row.field, reviewer);
  return {};
}

Result<> Corrections::mark_duplicate(store::Transaction& tx, const ReviewView& view, const CorrectionOrder& order,
                                     const Reviewer& reviewer) const {
  const auto other = parse_uuid(order.value);
  const auto found = other ? Review::find(tx, *other) : std::nullopt;
  if (!found || found->audit != view.audit || found->id == view.id) return Error(ErrorKind::invalid, "correction.other_unknown");
  if (tx.integer("SELECT flags & 128 FROM submission WHERE id = $1", found->id).value_or(0) != 0)
    return Error(ErrorKind::invalid, "correction.other_unknown");
  std::string before;
  if (tx.integer("SELECT flags & 128 FROM submission WHERE id = $1", view.id).value_or(0) != 0)
    return Error(ErrorKind::invalid, "correction.nothing_changes");
  {
    store::Rows rows = tx.query("SELECT o.uuid FROM submission s JOIN submission o ON o.id = s.duplicate_of_id WHERE s.id = $1", view.id);
    if (rows.next()) before = to_string(rows.uuid(0));
  }
  tx.execute("UPDATE submission SET flags = flags | $2, duplicate_of_id = $3 WHERE id = $1", view.id,
             static_cast<std::int64_t>(flag_double_entry), found->id);
  insert(tx, view.id, {to_word(order.field), "", before, to_string(*other), trim(order.reason)}, reviewer.account, clock_.now());
  note(tx, view, "correct", "submission.duplicate_marked", to_word(order.field), reviewer);
  return {};
}

Result<> Corrections::correct(const Uuid& submission, const CorrectionOrder& order, const Reviewer& reviewer) {
  if (trim(order.reason).empty()) return Error(ErrorKind::invalid, "correction.reason_missing");
  if (order.reason.size() > review_reason_bytes_max || order.value.size() > 255)
    return Error(ErrorKind::invalid, "review.reason_too_long", {}, {{"limit", std::to_string(review_reason_bytes_max)}});
  CITYAUDIT_TRY(target, find_target(submission, order.field));
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(view, find_unchanged(tx, submission, order.seen, reviewer));
    if (order.field == CorrectedField::duplicate) return mark_duplicate(tx, view, order, reviewer);
    return correct_answer(tx, view, target, order, reviewer);
  });
}

Result<> Corrections::take_back(const Uuid& submission, const Uuid& correction, std::int64_t seen, const Reviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    CITYAUDIT_TRY(view, find_unchanged(tx, submission, seen, reviewer));
    std::int64_t id = 0, participation_before = 0;
    std::string field, before;
    {
      store::Rows rows = tx.query(
          "SELECT id, field, value_before, participation_before FROM correction WHERE uuid = $1 AND submission_id = $2 AND undone_at IS "
          "NULL",
          correction, view.id);
      if (!rows.next()) return Error(ErrorKind::not_found, "correction.unknown");
      id = rows.integer(0);
      field = rows.string(1);
      before = rows.string(2);
      participation_before = rows.integer(3);
    }
    if (tx.integer("SELECT 1 FROM correction WHERE submission_id = $1 AND field = $2 AND id > $3 AND undone_at IS NULL", view.id, field,
                   id))
      return Error(ErrorKind::conflict, "correction.corrected_again");
    tx.execute("UPDATE correction SET undone_at = $2, undone_by = $3 WHERE id = $1", id, clock_.now(), or_null(reviewer.account.value));
    if (field == "code") {
      tx.execute("UPDATE submission SET participation_id = $2 WHERE id = $1", view.id, or_null(participation_before));
      Consents(database_, events_, clock_).follow(tx, view.id, reviewer.actor);
    }
    if (field == "stop")
      tx.execute("UPDATE submission SET stop_code = $2 WHERE id = $1", view.id, before.empty() ? std::nullopt : std::optional(before));
    if (field == "duplicate") {
      const auto other = parse_uuid(before);
      tx.execute(
          "UPDATE submission SET flags = flags & ~$2, duplicate_of_id = (SELECT o.id FROM submission o WHERE o.uuid = $3) WHERE id = $1",
          view.id, static_cast<std::int64_t>(flag_double_entry), other);
    }
    note(tx, view, "uncorrect", "submission.correction_undone", field, reviewer);
    return {};
  });
}

std::vector<Correction> Corrections::of(store::Transaction& tx, SubmissionId submission) {
  std::vector<Correction> out;
  store::Rows rows = tx.query(
      "SELECT uuid, field, value_before, value_after, reason, account_id, at, undone_at FROM correction WHERE submission_id = $1 ORDER BY "
      "id",
      submission);
  while (rows.next()) {
    Correction each{rows.uuid(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4), {rows.integer(5)}, {rows.integer(6)}, {}};
    if (!rows.is_null(7)) each.undone_at = UtcMillis{rows.integer(7)};
    out.push_back(std::move(each));
  }
  return out;
}

}  // namespace cityaudit::ingest
