#include "ingest/review.h"

#include "base/text.h"
#include "ingest/capability.h"
#include "ingest/participations.h"
#include "ingest/submission_events.h"
#include "ingest/submission_list.h"
#include "ingest/submissions.h"
#include "ingest/urgent.h"

#include <fmt/format.h>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

/// What is wrong with the order itself, whatever it is about.
Result<> check_order(const ReviewOrder& order, std::size_t items) {
  if (items > review_orders_max) return Error(ErrorKind::invalid, "review.too_many", {}, {{"limit", std::to_string(review_orders_max)}});
  if (order.reason.size() > review_reason_bytes_max)
    return Error(ErrorKind::invalid, "review.reason_too_long", {}, {{"limit", std::to_string(review_reason_bytes_max)}});
  const bool said = !trim(order.reason).empty();
  if (order.reason_kind.empty() ? needs_reason(order.action) && !said : order.reason_kind == "other" && !said)
    return Error(ErrorKind::invalid, "review.reason_missing");
  if (!order.reason_kind.empty() && !is_reason_kind(order.action, order.reason_kind))
    return Error(ErrorKind::invalid, "review.reason_kind_unknown");
  return {};
}

Error changed_meanwhile(store::Transaction& tx, const ReviewView& view, UtcMillis now) {
  const auto step = last_step(tx, view.id);
  const auto who = step && step->account ? tx.text("SELECT name FROM account WHERE id = $1", step->account) : std::nullopt;
  const std::int64_t minutes = step ? std::max<std::int64_t>(0, (now - step->at) / (60 * millis_per_second)) : 0;
  return Error(ErrorKind::conflict, "review.changed_meanwhile", view.standing.state,
               {{"who", who.value_or(std::string())},
                {"known", who ? "yes" : "no"},
                {"action", step ? step->action : "other"},
                {"minutes", std::to_string(minutes)}});
}

/// The newest revision of something that was replaced: the reader is told, and looks there.
Error newer_revision() { return Error(ErrorKind::conflict, "review.newer_revision"); }

/// Which step an event tells of.
std::string step_payload(std::int64_t version) { return fmt::format(R"({{"version":{}}})", version); }

AccountId account_or_none(const store::Rows& rows, int column) { return {rows.is_null(column) ? 0 : rows.integer(column)}; }

}  // namespace

std::vector<AccountId> reviewers_of(store::Transaction& tx, AuditId audit) {
  std::vector<AccountId> out;
  if (!audit) return out;
  store::Rows rows = tx.query(
      "SELECT a.id FROM account a LEFT JOIN membership m ON m.account_id = a.id AND m.audit_id = $1 WHERE a.disabled_at IS NULL AND "
      "(a.role = 'admin' OR (m.capabilities & $2) <> 0) ORDER BY a.name, a.id LIMIT 500",
      audit, static_cast<std::int64_t>(Capability::review));
  while (rows.next()) out.push_back({rows.integer(0)});
  return out;
}

bool is_reviewer(store::Transaction& tx, AuditId audit, AccountId account) {
  const std::vector<AccountId> all = reviewers_of(tx, audit);
  return std::find(all.begin(), all.end(), account) != all.end();
}

std::optional<ReviewView> Review::find(store::Transaction& tx, const Uuid& submission) {
  static const std::string sql =
      "SELECT s.id, s.state, s.flags, s.review_version, s.assigned_to, s.entered_by, s.appealed_at, a.audit_id FROM submission s JOIN "
      "activity a ON a.id = s.activity_id WHERE s.uuid = $1 AND " +
      std::string(live_submission);
  ReviewView view;
  view.uuid = submission;
  bool appealed = false;
  {
    store::Rows rows = tx.query(sql, submission);
    if (!rows.next()) return std::nullopt;
    view.id = {rows.integer(0)};
    view.standing.state = rows.string(1);
    view.standing.urgent = (rows.integer(2) & flag_urgent) != 0;
    view.version = rows.integer(3);
    view.standing.assigned_to = account_or_none(rows, 4);
    view.standing.entered_by = account_or_none(rows, 5);
    appealed = !rows.is_null(6);
    view.audit = {rows.integer(7)};
  }
  view.standing.appealed = appealed;
  view.standing.participant = account_behind(tx, view.id);
  if (const auto decision = last_decision(tx, view.id)) view.standing.decided_by = decision->account;
  if (appealed)
    view.standing.rejected_by = {
        tx.integer("SELECT r.account_id FROM review_step r JOIN review_step p ON p.submission_id = r.submission_id AND p.action = "
                   "'appeal' AND r.version < p.version WHERE r.submission_id = $1 AND r.action = 'reject' AND r.undone_at IS NULL ORDER "
                   "BY r.version DESC LIMIT 1",
                   view.id)
            .value_or(0)};
  return view;
}

ReviewActor Review::actor_of(store::Transaction& tx, AuditId audit, const Reviewer& reviewer) {
  return {reviewer.account, reviewer.role, false, is_urgent_contact(tx, audit, reviewer.account, reviewer.role)};
}

Result<> Review::check_seen(store::Transaction& tx, const ReviewView& view, std::int64_t seen, UtcMillis now) {
  if (view.version == seen) return {};
  return changed_meanwhile(tx, view, now);
}

Result<ReviewDone> Review::act_in(store::Transaction& tx, AuditId audit, const ReviewedItem& item, const ReviewOrder& order,
                                  const Reviewer& reviewer, std::int64_t batch) const {
  const auto view = find(tx, item.submission);
  if (!view || view->audit != audit) {
    if (tx.integer("SELECT 1 FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.uuid = $1 AND a.audit_id = $2 AND "
                   "s.replaced_by_id IS NOT NULL AND s.state NOT IN ('withdrawn', 'erased')",
                   item.submission, audit))
      return newer_revision();
    return Error(ErrorKind::not_found, "submission.unknown");
  }
  const ReviewActor actor = actor_of(tx, audit, reviewer);
  // Who may not know of it is not told that it has changed.
  if (view->standing.urgent && !actor.urgent_contact) return Error(ErrorKind::conflict, "review.with_contact");
  CITYAUDIT_CHECK(check_seen(tx, *view, item.seen, clock_.now()));
  CITYAUDIT_TRY(state, state_after(view->standing, order.action, actor));
  ReviewStep step;
  step.at = clock_.now();
  step.account = reviewer.account;
  step.action = to_word(order.action);
  step.state_before = view->standing.state;
  step.state_after = state;
  step.assigned_before = step.assigned_after = view->standing.assigned_to;
  if (order.action == ReviewAction::assign) step.assigned_after = order.assignee ? order.assignee : reviewer.account;
  if (order.action == ReviewAction::release) step.assigned_after = {};
  if (order.action == ReviewAction::assign) {
    ReviewActor chosen;
    chosen.account = step.assigned_after;
    CITYAUDIT_CHECK(state_after(view->standing, ReviewAction::approve, chosen));
  }
  step.reason_kind = order.reason_kind;
  step.reason = trim(order.reason);
  step.batch = batch;
  if (order.action == ReviewAction::raise_urgent)
    tx.execute("UPDATE submission SET flags = flags | $2 WHERE id = $1", view->id, static_cast<std::int64_t>(flag_urgent));
  if (order.action == ReviewAction::settle_urgent)
    tx.execute("UPDATE submission SET flags = flags & ~$2 WHERE id = $1", view->id, static_cast<std::int64_t>(flag_urgent));
  take_step(tx, view->id, step);
  announce_submission(tx, events_, step.at, event_of(order.action), view->id, reviewer.actor, step_payload(view->version + 1));
  return ReviewDone{item.submission, step.state_after, view->version + 1};
}

Result<ReviewBatch> Review::act(AuditId audit, std::span<const ReviewedItem> items, const ReviewOrder& order, const Reviewer& reviewer) {
  CITYAUDIT_CHECK(check_order(order, items.size()));
  const std::string token = random_token();
  return database_.write([&](store::Transaction& tx) -> Result<ReviewBatch> {
    if (order.action == ReviewAction::assign && order.assignee && !is_reviewer(tx, audit, order.assignee))
      return Error(ErrorKind::invalid, "review.assignee_unknown");
    std::int64_t batch = 0;
    if (reviewer.account)
      batch = *tx.integer("INSERT INTO review_batch (token_sha256, account_id, at, expires_at) VALUES ($1, $2, $3, $4) RETURNING id",
                          sha256(bytes_of(token)), reviewer.account, clock_.now(), clock_.now() + undo_millis_);
    ReviewBatch out;
    bool any = false;
    for (const ReviewedItem& item : items) {
      out.items.push_back(act_in(tx, audit, item, order, reviewer, batch));
      any = any || static_cast<bool>(out.items.back());
    }
    if (any && batch != 0) out.undo_token = token;
    if (!any && batch != 0) tx.execute("DELETE FROM review_batch WHERE id = $1", batch);
    return out;
  });
}

Result<ReviewDone> Review::undo_in(store::Transaction& tx, SubmissionId submission, const ReviewStep& step,
                                   const Reviewer& reviewer) const {
  std::optional<Uuid> uuid;
  {
    store::Rows rows = tx.query("SELECT uuid FROM submission WHERE id = $1", submission);
    if (rows.next()) uuid = rows.uuid(0);
  }
  const auto view = uuid ? find(tx, *uuid) : std::nullopt;
  if (!view) return newer_revision();
  CITYAUDIT_CHECK(check_seen(tx, *view, step.version, clock_.now()));
  const auto action = review_action_from(step.action);
  if (action == ReviewAction::raise_urgent)
    tx.execute("UPDATE submission SET flags = flags & ~$2 WHERE id = $1", view->id, static_cast<std::int64_t>(flag_urgent));
  if (action == ReviewAction::settle_urgent)
    tx.execute("UPDATE submission SET flags = flags | $2 WHERE id = $1", view->id, static_cast<std::int64_t>(flag_urgent));
  take_back(tx, view->id, step, reviewer.account, clock_.now());
  announce_submission(tx, events_, clock_.now(), "submission.reopened", view->id, reviewer.actor,
                      fmt::format(R"({{"undo":true,"version":{}}})", view->version + 1));
  return ReviewDone{*uuid, step.state_before, view->version + 1};
}

Result<std::vector<Result<ReviewDone>>> Review::undo(std::string_view token, const Reviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<std::vector<Result<ReviewDone>>> {
    const auto batch = tx.integer("SELECT id FROM review_batch WHERE token_sha256 = $1 AND account_id = $2 AND expires_at > $3",
                                  sha256(bytes_of(token)), reviewer.account, clock_.now());
    if (!batch) return Error(ErrorKind::not_found, "review.undo_over");
    std::vector<Result<ReviewDone>> out;
    for (const auto& [submission, step] : steps_of_batch(tx, *batch)) out.push_back(undo_in(tx, submission, step, reviewer));
    tx.execute("UPDATE review_batch SET expires_at = $2 WHERE id = $1", *batch, clock_.now());
    return out;
  });
}

Result<> Review::name_urgent_contact(AuditId audit, AccountId contact, const Reviewer& reviewer) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    if (!is_reviewer(tx, audit, contact)) return Error(ErrorKind::invalid, "review.assignee_unknown");
    tx.execute(
        "INSERT INTO urgent_contact (audit_id, account_id, at) VALUES ($1, $2, $3) ON CONFLICT (audit_id) DO UPDATE SET account_id = $2, "
        "at = $3",
        audit, contact, clock_.now());
    Event event;
    event.at = clock_.now();
    event.type = "audit.urgent_contact_named";
    event.actor = reviewer.actor;
    event.audit = audit;
    event.subject_id = audit.value;
    events_.append(tx, std::move(event));
    return {};
  });
}

Result<> Review::appeal(const Uuid& submission, std::string_view words) {
  if (words.size() > review_reason_bytes_max)
    return Error(ErrorKind::invalid, "review.reason_too_long", {}, {{"limit", std::to_string(review_reason_bytes_max)}});
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto view = find(tx, submission);
    if (!view) return Error(ErrorKind::not_found, "submission.unknown");
    ReviewActor actor;
    actor.participant = true;
    CITYAUDIT_TRY(state, state_after(view->standing, ReviewAction::appeal, actor));
    ReviewStep step;
    step.at = clock_.now();
    step.action = to_word(ReviewAction::appeal);
    step.state_before = view->standing.state;
    step.state_after = state;
    step.assigned_before = view->standing.assigned_to;  // and to nobody afterwards: somebody else looks at it
    step.reason = trim(words);
    tx.execute("UPDATE submission SET appealed_at = $2 WHERE id = $1", view->id, step.at);
    take_step(tx, view->id, step);
    announce_submission(tx, events_, step.at, event_of(ReviewAction::appeal), view->id, "participant", step_payload(view->version + 1));
    return {};
  });
}

}  // namespace cityaudit::ingest
