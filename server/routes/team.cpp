// Who works on an audit. Members see each other; admins invite, grant, take away and close.

#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

json::array words_of(ingest::Capabilities capabilities) {
  json::array out;
  for (const ingest::Capability one : ingest::known_capabilities)
    if (capabilities.has(one)) out.emplace_back(to_word(one));
  return out;
}

/// E-mail addresses, and how somebody signs in, are for who has to do with it.
json::object to_json(const ingest::Member& member, const Caller& caller) {
  const bool told = caller.is_admin || caller.account() == member.account;
  return {{"id", to_string(member.uuid)},
          {"name", member.name},
          {"email", told ? json::value(member.email) : json::value(nullptr)},
          {"role", to_word(member.role)},
          {"capabilities", words_of(member.capabilities)},
          {"joined", member.has_joined},
          {"two_step", told ? json::value(member.has_two_step) : json::value(nullptr)},
          {"closed", member.is_closed},
          {"granted_at", to_iso8601(member.granted_at)}};
}

/// {"role": "auditor", "capabilities": ["review"]}; without capabilities those that are usual.
Result<ingest::Membership> read_membership(const json::object& body, ingest::AuditId audit) {
  Error faults(ErrorKind::invalid, "request.fields");
  const auto role = ingest::member_role_from(text_member(body, "role"));
  if (!role) faults.fields.push_back({"role", body.contains("role") ? "field.unusable" : "field.missing", {}});
  ingest::Membership out{audit, {}, role.value_or(ingest::MemberRole::facilitator), {}};
  const json::value* words = body.if_contains("capabilities");
  if (!words) out.capabilities = ingest::usual_capabilities(out.role);
  if (words && !words->is_array()) faults.fields.push_back({"capabilities", "field.unusable", {}});
  if (words && words->is_array())
    for (const json::value& word : words->get_array()) {
      const auto one = word.is_string() ? ingest::capability_from(word.get_string()) : std::nullopt;
      if (one)
        out.capabilities = out.capabilities.with(*one);
      else
        faults.fields.push_back({"capabilities", "field.unusable", {}});
    }
  if (!faults.fields.empty()) return faults;
  return out;
}

/// The token is told here and nowhere else, ever.
Result<json::object> invitation_for(Server& server, const http::Request& request, const auth::Account& account, const Caller& caller) {
  CITYAUDIT_TRY(token, server.accounts.invite(account.id, caller.account(), caller.actor()));
  const std::int64_t days = server.domain.settings.integer("people.invitation_days");
  return json::object{{"account", to_string(account.uuid)},
                      {"link", address_for(server, request).url + "/invitation#" + token},
                      {"expires_at", to_iso8601(server.domain.clock.now() + days * millis_per_day)}};
}

Result<auth::Account> known_or_new(Server& server, std::string_view email, std::string_view name, const Caller& caller) {
  CITYAUDIT_TRY(known, server.accounts.find_email(email));
  if (!known) return server.accounts.add(email, name, "member", caller.actor());
  if (known->closed_at) return Error(ErrorKind::conflict, "account.closed");
  return std::move(*known);
}

}  // namespace

Result<http::Response> get_team(Server& server, http::Request&, const Caller& caller) {
  CITYAUDIT_TRY(members, server.domain.database->read([&](store::Transaction& tx) -> Result<std::vector<ingest::Member>> {
    return ingest::Memberships::of_audit(tx, caller.audit);
  }));
  CITYAUDIT_TRY(accounts, server.accounts.all());
  json::array listed, admins;
  for (const ingest::Member& member : members) listed.push_back(to_json(member, caller));
  for (const auth::Account& account : accounts)
    if (account.is_admin() && !account.closed_at) admins.push_back(json::object{{"id", to_string(account.uuid)}, {"name", account.name}});
  return json_answer(json::object{
      {"members", std::move(listed)},
      {"admins", std::move(admins)},
      {"usual",
       {{"facilitator", words_of(ingest::usual_capabilities(ingest::MemberRole::facilitator))},
        {"auditor", words_of(ingest::usual_capabilities(ingest::MemberRole::auditor))}}},
  });
}

/// A link only for who has no password yet: everybody else signs in as ever.
Result<http::Response> invite_member(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(texts, required_texts(body, {"email"}));
  CITYAUDIT_TRY(membership, read_membership(body, caller.audit));
  CITYAUDIT_TRY(account, known_or_new(server, texts[0], text_member(body, "name"), caller));
  membership.account = account.id;
  CITYAUDIT_CHECK(server.domain.memberships.grant(membership, caller.account(), caller.actor()));
  json::object out{{"account", to_string(account.uuid)}, {"link", nullptr}, {"expires_at", nullptr}};
  if (!account.has_password) {
    CITYAUDIT_TRY(invitation, invitation_for(server, request, account, caller));
    out = std::move(invitation);
  }
  http::Response response = http::json_response(201, json::serialize(out));
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> set_member(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(membership, read_membership(body, caller.audit));
  CITYAUDIT_TRY(account, account_of(server, request));
  membership.account = account.id;
  CITYAUDIT_CHECK(server.domain.memberships.grant(membership, caller.account(), caller.actor()));
  return no_content();
}

Result<http::Response> remove_member(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(account, account_of(server, request));
  CITYAUDIT_CHECK(server.domain.memberships.revoke(caller.audit, account.id, caller.actor()));
  return no_content();
}

Result<http::Response> renew_invitation(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(account, account_of(server, request));
  CITYAUDIT_TRY(invitation, invitation_for(server, request, account, caller));
  http::Response response = http::json_response(201, json::serialize(invitation));
  response.set("Cache-Control", "private, no-store");
  return response;
}

Result<http::Response> set_account_state(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(body, read_object(request));
  CITYAUDIT_TRY(account, account_of(server, request));
  const json::value* closed = body.if_contains("closed");
  if (!closed || !closed->is_bool()) {
    Error fault(ErrorKind::invalid, "request.fields");
    fault.fields.push_back({"closed", closed ? "field.unusable" : "field.missing", {}});
    return fault;
  }
  if (account.id == caller.account()) return Error(ErrorKind::conflict, "account.self");
  if (closed->get_bool() == account.closed_at.has_value()) return no_content();
  if (closed->get_bool())
    CITYAUDIT_CHECK(server.accounts.close(account.id, caller.actor()));
  else
    CITYAUDIT_CHECK(server.accounts.reopen(account.id, caller.actor()));
  return no_content();
}

Result<http::Response> reset_two_step(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(account, account_of(server, request));
  CITYAUDIT_CHECK(server.accounts.two_step().end(account.id, caller.actor()));
  return no_content();
}

}  // namespace cityaudit::server::handlers
