// Deciding about submissions, one or many, and taking it back; who may be given some; urgent matters.

#include "ingest/review.h"
#include "base/text.h"
#include "ingest/submission_list.h"
#include "ingest/urgent.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/review_detail.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

Error unusable(std::string_view field, const char* code = "field.unusable") {
  Error fault(ErrorKind::invalid, "request.fields");
  fault.fields.push_back({std::string(field), code, {}});
  return fault;
}

std::string text_at(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<ingest::AccountId> account_of(Server& server, std::string_view uuid_text) {
  const auto uuid = parse_uuid(uuid_text);
  if (!uuid) return Error(ErrorKind::invalid, "review.assignee_unknown");
  return server.domain.database->read([&](store::Transaction& tx) -> Result<ingest::AccountId> {
    const auto id = tx.integer("SELECT id FROM account WHERE uuid = $1", *uuid);
    if (!id) return Error(ErrorKind::invalid, "review.assignee_unknown");
    return ingest::AccountId{*id};
  });
}

Result<ingest::ReviewOrder> order_of(Server& server, const json::object& body) {
  const auto action = ingest::review_action_from(text_at(body, "action"));
  if (!action || *action == ingest::ReviewAction::appeal) return unusable("action");
  ingest::ReviewOrder order{*action, text_at(body, "reason_kind"), text_at(body, "reason"), {}};
  if (const std::string assignee = text_at(body, "assignee"); !assignee.empty()) {
    CITYAUDIT_TRY(account, account_of(server, assignee));
    order.assignee = account;
  }
  return order;
}

Result<ingest::ReviewedItem> item_of(const json::value& value) {
  if (!value.is_object()) return unusable("items");
  const auto id = parse_uuid(text_at(value.get_object(), "id"));
  const json::value* seen = value.get_object().if_contains("seen");
  if (!id || !seen || !seen->is_int64()) return unusable("items");
  return ingest::ReviewedItem{*id, seen->get_int64()};
}

/// {id, state, seen} of what was done, {id, problem} of what was not.
json::object outcome(const std::string& id, const Result<ingest::ReviewDone>& done, const Messages& messages,
                     const http::Request& request) {
  if (done) return {{"id", id}, {"state", done->state}, {"seen", done->version}, {"problem", nullptr}};
  return {{"id", id},
          {"state", nullptr},
          {"seen", nullptr},
          {"problem", {{"code", done.error().code}, {"detail", text_of(done.error(), messages, request)}}}};
}

json::object account_json(const store::Rows& rows) { return {{"id", to_string(rows.uuid(0))}, {"name", rows.string(1)}}; }

}  // namespace

Result<http::Response> review_many(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(order, order_of(server, body));
  const json::value* list = body.if_contains("items");
  if (!list || !list->is_array() || list->get_array().empty()) return unusable("items", "field.missing");
  if (list->get_array().size() > ingest::review_orders_max)
    return Error(ErrorKind::invalid, "review.too_many", {}, {{"limit", std::to_string(ingest::review_orders_max)}});
  std::vector<ingest::ReviewedItem> items;
  for (const json::value& each : list->get_array()) {
    CITYAUDIT_TRY(item, item_of(each));
    items.push_back(item);
  }
  CITYAUDIT_TRY(batch, server.domain.review.act(caller.audit, items, order, reviewer_of(caller)));
  json::array out;
  for (std::size_t i = 0; i < items.size(); ++i)
    out.push_back(outcome(to_string(items[i].submission), batch.items[i], server.domain.messages, request));
  return json_answer(json::object{{"items", std::move(out)}, {"undo", text_or_null(batch.undo_token)}});
}

Result<http::Response> review_one(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(uuid, uuid_of(request, "submission.unknown"));
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(order, order_of(server, body));
  const json::value* seen = body.if_contains("seen");
  if (!seen || !seen->is_int64()) return unusable("seen", seen ? "field.unusable" : "field.missing");
  const std::vector<ingest::ReviewedItem> items{{uuid, seen->get_int64()}};
  CITYAUDIT_TRY(batch, server.domain.review.act(caller.audit, items, order, reviewer_of(caller)));
  CITYAUDIT_TRY(done, batch.items[0]);
  return json_answer(
      json::object{{"id", to_string(uuid)}, {"state", done.state}, {"seen", done.version}, {"undo", text_or_null(batch.undo_token)}});
}

Result<http::Response> undo_review(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"undo"}));
  CITYAUDIT_TRY(undone, server.domain.review.undo(texts[0], reviewer_of(caller)));
  json::array out;
  for (const Result<ingest::ReviewDone>& each : undone)
    out.push_back(outcome(each ? to_string(each->submission) : std::string(), each, server.domain.messages, request));
  return json_answer(json::object{{"items", std::move(out)}});
}

Result<http::Response> list_reviewers(Server& server, http::Request&, const Caller& caller) {
  const auto read = [&](store::Transaction& tx) -> Result<json::array> {
    json::array out;
    for (const ingest::AccountId id : ingest::reviewers_of(tx, caller.audit)) {
      store::Rows rows = tx.query("SELECT uuid, name FROM account WHERE id = $1", id);
      if (!rows.next()) continue;
      json::object one = account_json(rows);
      one["you"] = id.value == caller.account_id;
      out.push_back(std::move(one));
    }
    return out;
  };
  CITYAUDIT_TRY(people, server.domain.database->read(read));
  return json_answer(json::object{{"items", std::move(people)}});
}

Result<http::Response> get_urgent(Server& server, http::Request& request, const Caller& caller) {
  struct Urgent {
    json::value contact = nullptr;
    bool yours = false;
    json::array items;
  };
  const ingest::Reviewer reviewer = reviewer_of(caller);
  const auto read = [&](store::Transaction& tx) -> Result<Urgent> {
    Urgent out;
    if (const ingest::AccountId contact = ingest::urgent_contact(tx, caller.audit)) {
      store::Rows rows = tx.query("SELECT uuid, name FROM account WHERE id = $1", contact);
      if (rows.next()) out.contact = account_json(rows);
    }
    out.yours = ingest::is_urgent_contact(tx, caller.audit, reviewer.account, reviewer.role);
    if (!out.yours) return out;
    const auto activities = ingest::Activities::of_audit(tx, caller.audit);
    for (const ingest::ListedSubmission& item : ingest::list_urgent(tx, caller.audit, ingest::review_orders_max)) {
      json::object one{{"id", to_string(item.uuid)},
                       {"state", item.state},
                       {"participant", text_or_null(item.participant)},
                       {"received_at", to_iso8601(item.received_at)},
                       {"seen", item.review_version},
                       {"activity", nullptr},
                       {"kind", nullptr},
                       {"reason", nullptr}};
      for (const ingest::Activity& activity : activities)
        if (activity.id == item.activity) one["activity"] = ingest::text_in(activity.title, request.language);
      for (const ingest::ReviewStep& step : ingest::steps_of(tx, item.id)) {
        if (step.action != to_word(ingest::ReviewAction::raise_urgent) || step.undone_at) continue;
        one["kind"] = text_or_null(step.reason_kind);
        one["reason"] = text_or_null(step.reason);
      }
      out.items.push_back(std::move(one));
    }
    return out;
  };
  CITYAUDIT_TRY(urgent, server.domain.database->read(read));
  return json_answer(json::object{{"contact", std::move(urgent.contact)}, {"yours", urgent.yours}, {"items", std::move(urgent.items)}});
}

Result<http::Response> set_urgent_contact(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"account"}));
  CITYAUDIT_TRY(account, account_of(server, texts[0]));
  CITYAUDIT_CHECK(server.domain.review.name_urgent_contact(caller.audit, account, reviewer_of(caller)));
  return get_urgent(server, request, caller);
}

}  // namespace cityaudit::server::handlers
