#include "tests/integration/server/routes/fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

/// A path that fits the pattern; what it names exists.
class AccessOfRoutes : public RoutesFixture {
 protected:
  std::string path_of(std::string pattern) {
    const auto put = [&](std::string_view name, const std::string& value) {
      const std::string braced = fmt::format("{{{}}}", name);
      if (const auto at = pattern.find(braced); at != std::string::npos) pattern.replace(at, braced.size(), value);
    };
    put("token", pattern.starts_with("/v1/sessions/") ? "current" : token);
    put("number", std::to_string(audit.number));
    put("slug", audit.slug);
    put("theme", "T3.1");
    put("area", "p7");
    put("instance", "uuid:00000000-0000-4000-8000-000000000001");
    put("id", to_string(pattern.starts_with("/api/photos") ? photo : submission));
    if (!pattern.starts_with("/v1/key/")) put("form", "small");
    put("version", "1");
    put("account", to_string(colleague));
    put("wave", "1");
    put("file", to_string(submission) + ".xml");
    for (const std::string_view part : {"comment", "correction", "cover"}) put(part, "00000000-0000-4000-8000-00000000abcd");
    put("activity", "walk");
    put("form", to_string(domain->activities.find_by_token(token).value()->form->uuid));
    put("text", to_string(submission));
    put("release", to_string(submission));
    put("rest...", audit.slug);
    put("name...", "none.js");
    put("name", "none.csv");
    return pattern;
  }

  void SetUp() override {
    submission = receive("uuid:00000000-0000-4000-8000-000000000001", {{"a.jpg", "photo"}});
    derive_photo(submission);
    photo = photo_of(submission);
    colleague = server->accounts.add("colleague@example.org", "Colleague", "member").value().uuid;
  }

  /// "in", "404" for what the scope does not let see, or the code of the refusal.
  static std::string outcome_of(const Route& row, const Answer& answer) {
    EXPECT_NE(answer.status, 500u) << answer.text();
    if (answer.status != 401 && answer.status != 403 && answer.status != 404) return "in";
    const std::string text = answer.text();
    const auto says = [&](std::string_view code) { return !code.empty() && text.find(fmt::format("\"{}\"", code)) != std::string::npos; };
    if (answer.status == 404) return says(row.gate.scope.unknown_code) ? "404" : "in";
    for (const char* code : {"access.sign_in", "access.role", "access.capability", "access.csrf"})
      if (says(code)) return code;
    return "in";
  }

  Uuid submission, photo, colleague;
};

/// Who gets in, of those asked below.
enum class Who {
  open,         // everybody
  link,         // everybody as far as the table goes: the handler looks the token up
  machine,      // everybody on this machine
  signed_in,    // whoever has an account
  member,       // of the audit, and admins
  facilitator,  // of the audit, and admins
  auditor,      // of the audit, and admins
  review,
  code,
  publish,
  see_identity,
  erase,  // who has that capability in the audit, and admins
  admin,
};

/// The whole surface, by hand: a row of server/routes/routes.cpp and its line here are written by two different thoughts.
const std::map<std::string_view, Who> expected{
    {"GET /", Who::open},
    {"GET /a/{rest...}", Who::open},
    {"GET /account", Who::open},
    {"GET /invitation", Who::open},
    {"POST /api/invitation", Who::open},
    {"POST /api/invitation/look", Who::open},
    {"GET /api/account", Who::signed_in},
    {"PUT /api/account/name", Who::signed_in},
    {"PUT /api/account/password", Who::signed_in},
    {"POST /api/account/two-step", Who::signed_in},
    {"PUT /api/account/two-step", Who::signed_in},
    {"POST /api/account/two-step/end", Who::signed_in},
    {"DELETE /api/account/sessions/{id}", Who::signed_in},
    {"POST /api/account/sign-out-everywhere", Who::signed_in},
    {"POST /api/accounts/{account}/invitation", Who::admin},
    {"PUT /api/accounts/{account}/state", Who::admin},
    {"DELETE /api/accounts/{account}/two-step", Who::admin},
    {"GET /api/audits/{slug}/team", Who::member},
    {"POST /api/audits/{slug}/team", Who::admin},
    {"PUT /api/audits/{slug}/team/{account}", Who::admin},
    {"DELETE /api/audits/{slug}/team/{account}", Who::admin},
    {"GET /api/audits", Who::signed_in},
    {"GET /api/audits/{slug}", Who::member},
    {"GET /api/audits/{slug}/consent/problems", Who::member},
    {"GET /api/audits/{slug}/consent/texts", Who::member},
    {"POST /api/audits/{slug}/consent/texts", Who::facilitator},
    {"POST /api/audits/{slug}/consent/texts/{text}/check", Who::facilitator},
    {"GET /api/submissions/{id}/consents", Who::member},
    {"GET /api/submissions/{id}/consents/{consent}/scan", Who::see_identity},
    {"PUT /api/submissions/{id}/credit", Who::facilitator},
    {"POST /api/submissions/{id}/consents", Who::facilitator},
    {"POST /api/submissions/{id}/withdrawal", Who::facilitator},
    {"GET /api/photos/{id}/releases", Who::review},
    {"POST /api/photos/{id}/releases", Who::review},
    {"DELETE /api/photos/{id}/releases/{release}", Who::review},
    {"GET /api/photos/{id}/releases/{release}/scan", Who::see_identity},
    {"GET /p/{token}/consent.json", Who::link},
    {"POST /p/{token}/consents", Who::link},
    {"POST /p/{token}/withdrawals", Who::link},
    {"GET /p/{token}/withdraw.svg", Who::link},
    {"GET /api/audits/{slug}/findings", Who::member},
    {"GET /api/audits/{slug}/forms", Who::member},
    {"POST /api/audits/{slug}/forms", Who::facilitator},
    {"GET /api/audits/{slug}/forms/{form}", Who::member},
    {"GET /api/audits/{slug}/forms/{form}/changes", Who::member},
    {"DELETE /api/audits/{slug}/forms/{form}/draft", Who::facilitator},
    {"POST /api/audits/{slug}/forms/{form}/draft", Who::facilitator},
    {"DELETE /api/audits/{slug}/forms/{form}/draft/files/{name}", Who::facilitator},
    {"PUT /api/audits/{slug}/forms/{form}/draft/files/{name}", Who::facilitator},
    {"POST /api/audits/{slug}/forms/{form}/draft/publish", Who::facilitator},
    {"PUT /api/audits/{slug}/forms/{form}/draft/strings", Who::facilitator},
    {"DELETE /api/audits/{slug}/forms/{form}/draft/tests", Who::facilitator},
    {"GET /api/audits/{slug}/forms/{form}/versions/{version}/outline", Who::member},
    {"GET /api/audits/{slug}/forms/{form}/versions/{version}/source", Who::member},
    {"PUT /api/audits/{slug}/forms/{form}/versions/{version}/state", Who::facilitator},
    {"GET /api/audits/{slug}/forms/{form}/versions/{version}/strings", Who::member},
    {"GET /api/audits/{slug}/forms/{form}/versions/{version}/xml", Who::member},
    {"GET /api/audits/{slug}/matrix", Who::member},
    {"GET /api/audits/{slug}/matrix/{theme}/{area}", Who::member},
    {"PUT /api/audits/{slug}/activities/{activity}/places", Who::facilitator},
    {"GET /api/audits/{slug}/participants", Who::member},
    {"POST /api/audits/{slug}/participants", Who::facilitator},
    {"PATCH /api/audits/{slug}/participants/{id}", Who::facilitator},
    {"DELETE /api/audits/{slug}/participants/{id}/identity", Who::see_identity},
    {"PUT /api/audits/{slug}/participants/{id}/identity", Who::see_identity},
    {"POST /api/audits/{slug}/participants/{id}/identity/reading", Who::see_identity},
    {"DELETE /api/audits/{slug}/participants/{id}/person", Who::facilitator},
    {"PUT /api/audits/{slug}/participants/{id}/person", Who::facilitator},
    {"POST /api/audits/{slug}/participants/{id}/revocation", Who::facilitator},
    {"POST /api/audits/{slug}/participants/links", Who::facilitator},
    {"GET /api/audits/{slug}/photos", Who::member},
    {"POST /api/audits/{slug}/review", Who::review},
    {"POST /api/audits/{slug}/review/undo", Who::review},
    {"GET /api/audits/{slug}/reviewers", Who::member},
    {"GET /api/audits/{slug}/submissions", Who::member},
    {"GET /api/audits/{slug}/submissions/choices", Who::member},
    {"GET /api/audits/{slug}/submissions/places", Who::member},
    {"GET /api/audits/{slug}/themes", Who::member},
    {"POST /api/audits/{slug}/themes", Who::facilitator},
    {"PATCH /api/audits/{slug}/themes/{theme}", Who::facilitator},
    {"GET /api/audits/{slug}/urgent", Who::member},
    {"PUT /api/audits/{slug}/urgent/contact", Who::facilitator},
    {"GET /api/audits/{slug}/trail", Who::facilitator},
    {"GET /api/audits/{slug}/trail/check", Who::facilitator},
    {"PUT /api/audits/{slug}/waves/{wave}", Who::facilitator},
    {"GET /api/events", Who::signed_in},
    {"GET /api/photos/{id}", Who::review},
    {"DELETE /api/photos/{id}/clearance", Who::review},
    {"PUT /api/photos/{id}/clearance", Who::review},
    {"PUT /api/photos/{id}/covers", Who::review},
    {"POST /api/photos/{id}/erasure", Who::erase},
    {"POST /api/photos/{id}/origin", Who::see_identity},
    {"GET /api/photos/{id}/preview", Who::member},
    {"GET /api/photos/{id}/thumbnail", Who::member},
    {"GET /api/photos/{id}/uncleared", Who::review},
    {"POST /api/photos/{id}/unsealed", Who::see_identity},
    {"GET /api/photos/{id}/veil", Who::member},
    {"POST /api/return", Who::open},
    {"DELETE /api/session", Who::signed_in},
    {"GET /api/session", Who::signed_in},
    {"POST /api/session", Who::open},
    {"POST /api/session/link", Who::open},
    {"GET /api/submissions/{id}", Who::member},
    {"POST /api/submissions/{id}/comments", Who::member},
    {"DELETE /api/submissions/{id}/comments/{comment}", Who::member},
    {"POST /api/submissions/{id}/corrections", Who::review},
    {"POST /api/submissions/{id}/corrections/{correction}/undo", Who::review},
    {"POST /api/submissions/{id}/covers", Who::review},
    {"DELETE /api/submissions/{id}/covers/{cover}", Who::review},
    {"GET /api/submissions/{id}/message", Who::review},
    {"POST /api/submissions/{id}/review", Who::review},
    {"POST /api/submissions/{id}/unsealed", Who::see_identity},
    {"OPTIONS /api/uploads", Who::link},
    {"POST /api/uploads", Who::link},
    {"DELETE /api/uploads/{id}", Who::link},
    {"GET /api/uploads/{id}", Who::link},
    {"PATCH /api/uploads/{id}", Who::link},
    {"POST /api/uploads/{id}", Who::link},
    {"GET /assets/{name...}", Who::open},
    {"GET /healthz", Who::open},
    {"GET /metrics", Who::machine},
    {"GET /p/{token}", Who::link},
    {"GET /p/{token}/activity.json", Who::link},
    {"GET /p/{token}/collect.svg", Who::link},
    {"POST /p/{token}/join", Who::link},
    {"DELETE /p/{token}/link", Who::link},
    {"POST /p/{token}/mine", Who::link},
    {"GET /p/{token}/mine.json", Who::link},
    {"GET /p/{token}/receipts/{instance}", Who::link},
    {"GET /p/{token}/returned.json", Who::link},
    {"GET /p/{token}/returned/{file}", Who::link},
    {"POST /p/{token}/returned/{id}/appeal", Who::link},
    {"GET /p/{token}/returned/{id}/photos/{name}", Who::link},
    {"POST /p/{token}/return-code", Who::link},
    {"PUT /p/{token}/credit", Who::link},
    {"GET /r", Who::open},
    {"GET /readyz", Who::open},
    {"GET /robots.txt", Who::open},
    {"GET /sign-in", Who::open},
    {"GET /v1/key/{token}/projects/{number}/formList", Who::link},
    {"GET /v1/key/{token}/projects/{number}/forms/{form}/form.xml", Who::link},
    {"GET /v1/key/{token}/projects/{number}/forms/{form}/manifest.xml", Who::link},
    {"GET /v1/key/{token}/projects/{number}/forms/{form}/media/{name}", Who::link},
    {"GET /v1/key/{token}/projects/{number}/submission", Who::link},
    {"POST /v1/key/{token}/projects/{number}/submission", Who::link},
    {"GET /v1/projects", Who::signed_in},
    {"GET /v1/projects/{number}", Who::member},
    {"GET /v1/projects/{number}/forms", Who::member},
    {"POST /v1/projects/{number}/forms", Who::facilitator},
    {"GET /v1/projects/{number}/forms/{form}", Who::member},
    {"GET /v1/projects/{number}/forms/{form}/attachments", Who::member},
    {"GET /v1/projects/{number}/forms/{form}/attachments/{name}", Who::member},
    {"DELETE /v1/projects/{number}/forms/{form}/draft", Who::facilitator},
    {"GET /v1/projects/{number}/forms/{form}/draft", Who::member},
    {"POST /v1/projects/{number}/forms/{form}/draft", Who::facilitator},
    {"GET /v1/projects/{number}/forms/{form}/draft.xlsx", Who::member},
    {"GET /v1/projects/{number}/forms/{form}/draft.xml", Who::member},
    {"GET /v1/projects/{number}/forms/{form}/draft/attachments", Who::member},
    {"DELETE /v1/projects/{number}/forms/{form}/draft/attachments/{name}", Who::facilitator},
    {"POST /v1/projects/{number}/forms/{form}/draft/attachments/{name}", Who::facilitator},
    {"POST /v1/projects/{number}/forms/{form}/draft/publish", Who::facilitator},
    {"GET /v1/projects/{number}/forms/{form}/versions", Who::member},
    {"GET /v1/projects/{number}/forms/{form}/versions/{version}", Who::member},
    {"POST /v1/sessions", Who::open},
    {"DELETE /v1/sessions/{token}", Who::signed_in},
    {"GET /v1/users/current", Who::signed_in},
};

struct Asker {
  std::string name;
  bool is_member = false;  // of the audit that is asked about
  bool is_admin = false;
  std::optional<ingest::MemberRole> role = {};
  ingest::Capabilities capabilities = {};
  std::vector<http::Header> headers = {};
};

bool is_known(const Asker& asker) { return asker.name != "nobody" && asker.name != "link holder"; }

/// "in", or the code of the refusal; "404": as if it did not exist.
std::string expected_outcome(Who who, const Asker& asker) {
  if (who == Who::open || who == Who::link || who == Who::machine) return "in";
  if (!is_known(asker)) return "access.sign_in";
  if (who == Who::signed_in || asker.is_admin) return "in";
  if (who == Who::admin && !asker.is_member) return "access.role or 404";
  if (!asker.is_member) return "404";
  const auto granted = [&](ingest::Capability one) { return asker.capabilities.has(one) ? "in" : "access.capability"; };
  switch (who) {
    case Who::member: return "in";
    case Who::facilitator: return asker.role == ingest::MemberRole::facilitator ? "in" : "access.role";
    case Who::auditor: return asker.role == ingest::MemberRole::auditor ? "in" : "access.role";
    case Who::review: return granted(ingest::Capability::review);
    case Who::code: return granted(ingest::Capability::code);
    case Who::publish: return granted(ingest::Capability::publish);
    case Who::see_identity: return granted(ingest::Capability::see_identity);
    case Who::erase: return granted(ingest::Capability::erase);
    default: return "access.role";
  }
}

std::string_view word_of(http::Method method) {
  switch (method) {
    case http::Method::get: return "GET";
    case http::Method::post: return "POST";
    case http::Method::put: return "PUT";
    case http::Method::patch: return "PATCH";
    case http::Method::del: return "DELETE";
    case http::Method::options: return "OPTIONS";
    default: return "HEAD";
  }
}

TEST_F(AccessOfRoutes, EveryRowAnswersEverybodyAsTheTableSays) {
  std::vector<Asker> askers{{"nobody"},
                            {"link holder", false, false, {}, {}, {{"authorization", "Bearer " + token}}},
                            {"stranger"},
                            {"facilitator", true, false, ingest::MemberRole::facilitator},
                            {"auditor", true, false, ingest::MemberRole::auditor},
                            {"admin", true, true}};
  for (const ingest::Capability one : ingest::known_capabilities)
    askers.push_back({"who may " + std::string(to_word(one)), true, false, ingest::MemberRole::auditor, ingest::Capabilities().with(one)});
  std::vector<Person> people(askers.size());
  const auto sign_in_again = [&](std::size_t i) {
    if (!is_known(askers[i])) return;
    people[i] = !askers[i].is_member ? staff("stranger")
                : askers[i].is_admin ? staff("admin")
                                     : member(audit.id, *askers[i].role, askers[i].capabilities);
  };
  for (std::size_t i = 0; i < askers.size(); ++i) sign_in_again(i);

  std::set<std::string_view> seen;
  for (const Route& row : routes()) {
    const std::string name = fmt::format("{} {}", word_of(row.method), row.pattern);
    SCOPED_TRACE(name);
    const auto line = expected.find(name);
    ASSERT_NE(line, expected.end()) << "say in the table above who may call it";
    seen.insert(line->first);
    if (row.begin) {
      EXPECT_EQ(line->second, Who::link) << "nobody asks who sends it before the body comes";
      continue;
    }
    const bool is_unsafe = row.method != http::Method::get && row.method != http::Method::options;
    const std::string path = path_of(std::string(row.pattern));
    const std::string_view body = row.body_bytes_max > 0 ? "{}" : "";
    const bool ends_session = path == "/api/session" || path == "/v1/sessions/current" || path == "/api/account/sign-out-everywhere";
    for (std::size_t i = 0; i < askers.size(); ++i) {
      SCOPED_TRACE(askers[i].name);
      const std::string wanted = expected_outcome(line->second, askers[i]);
      const bool needs_token = is_unsafe && is_known(askers[i]) && line->second != Who::open && line->second != Who::link;
      if (needs_token) {
        Person forged = people[i];
        forged.csrf = "another session's";
        EXPECT_EQ(outcome_of(row, ask(row.method, path, forged, body)), "access.csrf");
      }
      const std::string outcome = outcome_of(row, ask(row.method, path, people[i], body, askers[i].headers));
      if (wanted == "access.role or 404")
        EXPECT_EQ(outcome, row.gate.scope.audit_of ? "404" : "access.role");
      else
        EXPECT_EQ(outcome, wanted);
      if (ends_session && is_unsafe) sign_in_again(i);
    }
  }
  EXPECT_EQ(seen.size(), expected.size()) << "the table names a route that is not there";
}

/// Whoever is no member gets the very answer that they get for what does not exist.
TEST_F(AccessOfRoutes, WhatOthersWorkOnIsAsUnknownAsWhatIsNotThere) {
  const Person stranger = staff("stranger");
  const Person admin = staff("admin");
  const auto text_without_path = [&](const std::string& path, const Person& person) {
    auto value = get(path, person).json().as_object();
    value.erase("instance");
    return boost::json::serialize(value);
  };
  const std::string nothing = "00000000-0000-4000-8000-00000000abcd";
  const std::pair<std::string, std::string> pairs[] = {
      {"/api/audits/test-city", "/api/audits/no-city"},
      {"/api/audits/test-city/submissions", "/api/audits/no-city/submissions"},
      {"/api/submissions/" + to_string(submission), "/api/submissions/" + nothing},
      {"/api/photos/" + to_string(photo), "/api/photos/" + nothing},
      {"/api/photos/" + to_string(photo) + "/thumbnail", "/api/photos/" + nothing + "/thumbnail"},
      {"/v1/projects/1", "/v1/projects/99"},
  };
  for (const auto& [there, not_there] : pairs) {
    EXPECT_EQ(get(there, stranger).status, 404u) << there;
    EXPECT_EQ(get(there, admin).status, 200u) << there;
    EXPECT_EQ(text_without_path(there, stranger), text_without_path(not_there, stranger)) << there;
    EXPECT_EQ(text_without_path(not_there, admin), text_without_path(not_there, stranger)) << there;
  }
}

TEST_F(AccessOfRoutes, FiguresStayOnThisMachine) {
  EXPECT_EQ(get("/metrics", {}).status, 200u);
  from_loopback = false;
  EXPECT_EQ(get("/metrics", staff()).status, 403u);
}

TEST_F(AccessOfRoutes, ABadCookieIsNobody) {
  EXPECT_EQ(get("/api/audits", {"cityaudit_session=x", {}}).status, 401u);
  EXPECT_EQ(get("/api/audits", {"cityaudit_session=" + std::string(5000, 'x'), {}}).status, 401u);
  Person admin = staff();
  secure = true;
  EXPECT_EQ(get("/api/audits", admin).status, 401u) << "a cookie from plain http opens nothing over https";
}

TEST_F(AccessOfRoutes, WhatIsNotThereIsSaidInTheFormOfItsSurface) {
  EXPECT_EQ(get("/api/nothing", {}).response.header("content-type"), "application/problem+json");
  EXPECT_EQ(get("/api/nothing", {}).status, 404u);
  EXPECT_EQ(get("/nothing", {}).status, 404u);
  EXPECT_TRUE(get("/nothing", {}).response.header("content-type").starts_with("text/html"));
  EXPECT_EQ(ask(http::Method::post, "/api/audits", staff()).status, 405u);
}

}  // namespace
}  // namespace cityaudit::server::tests
