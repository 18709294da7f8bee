#include "server/routes/review_detail.h"

#include "ingest/revisions.h"
#include "ingest/urgent.h"
#include "server/routes/submission_json.h"

#include <algorithm>

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

void know(store::Transaction& tx, ReviewDetail& detail, ingest::AccountId account) {
  if (!account || detail.accounts.contains(account.value)) return;
  store::Rows rows = tx.query("SELECT uuid, name FROM account WHERE id = $1", account);
  if (rows.next()) detail.accounts[account.value] = {to_string(rows.uuid(0)), rows.string(1)};
}

std::optional<OtherSubmission> read_duplicate(store::Transaction& tx, ingest::SubmissionId submission) {
  store::Rows rows = tx.query(
      "SELECT o.uuid, coalesce(p.code, o.claimed_code), o.received_at FROM submission s JOIN submission o ON o.id = s.duplicate_of_id LEFT "
      "JOIN participation p ON p.id = o.participation_id WHERE s.id = $1 AND o.state NOT IN ('withdrawn', 'erased')",
      submission);
  if (!rows.next()) return std::nullopt;
  return OtherSubmission{rows.uuid(0), rows.string(1), {rows.integer(2)}};
}

json::value account_or_null(const ReviewDetail& detail, ingest::AccountId account, const Caller& caller) {
  const auto known = detail.accounts.find(account.value);
  if (known == detail.accounts.end()) return nullptr;
  return json::object{{"id", known->second.uuid}, {"name", known->second.name}, {"you", account.value == caller.account_id}};
}

json::object review_json(const ReviewDetail& detail, const Caller& caller) {
  json::array actions;
  for (const ingest::ReviewAction action : possible_actions(detail.view.standing, detail.actor)) actions.emplace_back(to_word(action));
  const auto& steps = detail.revisions.back().steps;
  const auto decision = std::find_if(steps.rbegin(), steps.rend(), [&](const ingest::ReviewStep& step) {
    return !step.undone_at && step.state_after == detail.view.standing.state && step.action != "undo" && step.action != "correct" &&
           step.action != "uncorrect";
  });
  json::value decided = nullptr;
  if (decision != steps.rend())
    decided = json::object{{"action", decision->action},
                           {"at", to_iso8601(decision->at)},
                           {"who", account_or_null(detail, decision->account, caller)},
                           {"reason_kind", text_or_null(decision->reason_kind)},
                           {"reason", text_or_null(decision->reason)}};
  json::value duplicate = nullptr;
  if (detail.duplicate_of)
    duplicate = json::object{{"id", to_string(detail.duplicate_of->uuid)},
                             {"participant", text_or_null(detail.duplicate_of->participant)},
                             {"received_at", to_iso8601(detail.duplicate_of->received_at)}};
  return {{"seen", detail.view.version},
          {"actions", std::move(actions)},
          {"assigned", account_or_null(detail, detail.view.standing.assigned_to, caller)},
          {"appealed", detail.view.standing.appealed},
          {"urgent", detail.view.standing.urgent},
          {"urgent_contact", detail.contact ? json::value(detail.contact->name) : json::value(nullptr)},
          {"decision", std::move(decided)},
          {"duplicate_of", std::move(duplicate)},
          {"may_unseal", caller.may(ingest::Capability::see_identity)}};
}

json::array comments_json(const ReviewDetail& detail, const Caller& caller) {
  json::array out;
  for (const ingest::ReviewComment& each : detail.comments)
    out.push_back(json::object{{"id", to_string(each.uuid)},
                               {"at", to_iso8601(each.at)},
                               {"who", account_or_null(detail, each.account, caller)},
                               {"words", text_or_null(each.words)},
                               {"may_erase", !each.erased_at && (each.account.value == caller.account_id || caller.is_admin)}});
  return out;
}

json::array corrections_json(const ReviewDetail& detail, const Caller& caller) {
  json::array out;
  for (const ingest::Correction& each : detail.corrections)
    out.push_back(json::object{{"id", to_string(each.uuid)},
                               {"field", each.field},
                               {"before", text_or_null(each.before)},
                               {"after", text_or_null(each.after)},
                               {"reason", each.reason},
                               {"who", account_or_null(detail, each.account, caller)},
                               {"at", to_iso8601(each.at)},
                               {"undone_at", time_or_null(each.undone_at)}});
  return out;
}

json::value side(const ingest::ViewedAnswer& answer) { return answer.path.empty() ? json::value(nullptr) : json::value(to_json(answer)); }

/// The number of the step that an event tells of; 0: of none.
std::int64_t version_of(const ingest::Event& event) {
  json::error_code fault;
  const json::value payload = json::parse(event.payload, fault);
  if (fault || !payload.is_object()) return 0;
  const json::value* version = payload.get_object().if_contains("version");
  return version && version->is_int64() ? version->get_int64() : 0;
}

json::object history_entry(const ReviewDetail& detail, const ReadRevision& revision, const ingest::Event& event, const Caller& caller) {
  const std::int64_t version = version_of(event);
  const auto step =
      std::find_if(revision.steps.begin(), revision.steps.end(), [&](const ingest::ReviewStep& each) { return each.version == version; });
  json::value who = nullptr;
  for (const auto& [id, account] : detail.accounts)
    if (event.actor == "account:" + account.uuid) who = account_or_null(detail, {id}, caller);
  json::object out{{"seq", event.seq},     {"at", to_iso8601(event.at)}, {"type", event.type},
                   {"actor", event.actor}, {"who", std::move(who)},      {"revision", revision.item.revision},
                   {"assigned", nullptr},  {"reason_kind", nullptr},     {"reason", nullptr},
                   {"undone", false}};
  if (version == 0 || step == revision.steps.end()) return out;
  out["reason_kind"] = text_or_null(step->reason_kind);
  out["reason"] = text_or_null(step->reason);
  out["undone"] = step->undone_at.has_value();
  if (step->action == "assign") out["assigned"] = account_or_null(detail, step->assigned_after, caller);
  return out;
}

}  // namespace

ingest::Reviewer reviewer_of(const Caller& caller) {
  const std::string role(caller.is_admin ? "admin" : caller.role ? to_word(*caller.role) : "");
  return {{caller.account_id}, caller.actor(), role};
}

ReviewDetail read_review(store::Transaction& tx, const ingest::ListedSubmission& submission, const Caller& caller) {
  ReviewDetail detail;
  detail.view = ingest::Review::find(tx, submission.uuid).value();
  detail.actor = ingest::Review::actor_of(tx, detail.view.audit, reviewer_of(caller));
  for (const ingest::SubmissionId id : ingest::revisions_until(tx, submission.id)) {
    auto item = ingest::find_revision(tx, id);
    if (!item) continue;
    ReadRevision revision{std::move(*item), ingest::Photos::of_submission(tx, id), ingest::Events::of_subject(tx, "submission", id.value),
                          ingest::steps_of(tx, id)};
    for (const ingest::ReviewStep& step : revision.steps) {
      know(tx, detail, step.account);
      know(tx, detail, step.assigned_after);
    }
    for (ingest::ReviewComment& comment : ingest::ReviewComments::of(tx, id)) detail.comments.push_back(std::move(comment));
    detail.revisions.push_back(std::move(revision));
  }
  detail.corrections = ingest::Corrections::of(tx, submission.id);
  for (const ingest::ReviewComment& comment : detail.comments) know(tx, detail, comment.account);
  for (const ingest::Correction& correction : detail.corrections) know(tx, detail, correction.account);
  know(tx, detail, detail.view.standing.assigned_to);
  know(tx, detail, {caller.account_id});
  detail.duplicate_of = read_duplicate(tx, submission.id);
  if (const ingest::AccountId contact = ingest::urgent_contact(tx, detail.view.audit)) {
    know(tx, detail, contact);
    detail.contact = detail.accounts[contact.value];
  }
  return detail;
}

Result<> add_review(json::object& to, Server& server, const ReviewDetail& detail, const ingest::Activity& activity,
                    const ingest::AuditPlaces& places, const Caller& caller) {
  to["review"] = review_json(detail, caller);
  to["comments"] = comments_json(detail, caller);
  to["corrections"] = corrections_json(detail, caller);
  json::array revisions, history;
  std::vector<ingest::ViewedAnswer> before;
  for (const ReadRevision& revision : detail.revisions) {
    CITYAUDIT_TRY(form, server.domain.forms.load(revision.item.form));
    std::vector<ingest::ViewedAnswer> answers = view_submission(revision.item, activity, *form, places, revision.photos, true).answers;
    json::array changes;
    if (!revisions.empty())
      for (const ingest::AnswerChange& change : ingest::compare_answers(before, answers))
        changes.push_back(json::object{{"before", side(change.before)}, {"after", side(change.after)}});
    revisions.push_back(json::object{
        {"revision", revision.item.revision}, {"received_at", to_iso8601(revision.item.received_at)}, {"changes", std::move(changes)}});
    before = std::move(answers);
    for (const ingest::Event& event : revision.events) history.push_back(history_entry(detail, revision, event, caller));
  }
  to["revisions"] = std::move(revisions);
  to["history"] = std::move(history);
  return {};
}

}  // namespace cityaudit::server::handlers
