// ODK Central's interface, asked as pyODK asks: its requests in its order, with its headers.

#include "tests/integration/server/routes/fixture.h"
#include "tests/support/ingest_fixture.h"

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;
using cityaudit::tests::small_form;
using http::Method;

std::string other_form(const std::string& version) {
  std::string form = small_form(version);
  form.replace(form.find("id=\"small\""), 10, "id=\"other\"");
  return form;
}

class Central : public RoutesFixture {
 protected:
  void SetUp() override {
    const auto account = server->accounts.add("script@example.org", "Script", "member").value();
    ASSERT_TRUE(domain->memberships.grant({audit.id, account.id, ingest::MemberRole::facilitator, {}}, {}, "system"));
    ASSERT_TRUE(server->accounts.set_password(account.id, "a long password"));
    const Answer session = ask(Method::post, "/v1/sessions", {}, R"({"email":"script@example.org","password":"a long password"})");
    ASSERT_EQ(session.status, 200u) << session.text();
    bearer = session.json().at("token").as_string().c_str();
  }

  Answer call(Method method, const std::string& path, std::string_view body = {}, std::vector<http::Header> headers = {}) {
    headers.push_back({"authorization", "Bearer " + bearer});
    if (!body.empty()) headers.push_back({"content-type", "application/xml"});
    return ask(method, "/v1/" + path, {}, body, std::move(headers));
  }

  std::string bearer;
};

TEST_F(Central, SignsInAndOut) {
  EXPECT_EQ(call(Method::get, "users/current").json().at("email"), "script@example.org");
  const json::value projects = call(Method::get, "projects").json();
  EXPECT_EQ(projects.at(0).at("id"), 1);
  EXPECT_EQ(call(Method::get, "projects/1", {}, {{"x-extended-metadata", "true"}}).json().at("forms"), 1);
  EXPECT_EQ(call(Method::del, "sessions/current").json().at("success"), true);
  const Answer gone = call(Method::get, "users/current");
  EXPECT_EQ(gone.status, 401u);
  EXPECT_NE(gone.text().find("\"code\":401.2"), std::string::npos) << gone.text();
  EXPECT_EQ(ask(Method::post, "/v1/sessions", {}, R"({"email":"script@example.org","password":"wrong"})").status, 401u);
}

/// client.forms.create(definition=..., attachments=[...])
TEST_F(Central, CreatesAFormWithAttachments) {
  const Answer created =
      call(Method::post, "projects/1/forms?ignoreWarnings=True&publish=False", other_form("1"), {{"x-xlsform-formid-fallback", "other"}});
  ASSERT_EQ(created.status, 200u) << created.text();
  EXPECT_EQ(created.json().at("xmlFormId"), "other");
  EXPECT_TRUE(created.json().at("publishedAt").is_null());
  const Answer attached = call(Method::post, "projects/1/forms/other/draft/attachments/map.png", "a map");
  EXPECT_EQ(attached.json().at("success"), true);
  EXPECT_EQ(attached.json().at("exists"), true);
  EXPECT_EQ(call(Method::get, "projects/1/forms/other/draft/attachments").json().as_array().size(), 1u);
  EXPECT_EQ(call(Method::post, "projects/1/forms/other/draft/publish").json().at("success"), true);
  const json::value form = call(Method::get, "projects/1/forms/other").json();
  EXPECT_EQ(form.at("version"), "1");
  EXPECT_EQ(form.at("state"), "open");
  for (const char* member : {"projectId", "hash", "createdAt", "name", "enketoId", "keyId", "updatedAt", "publishedAt"})
    EXPECT_TRUE(form.as_object().contains(member)) << member;
  EXPECT_EQ(call(Method::get, "projects/1/forms/other.xml").text(), other_form("1"));
  EXPECT_EQ(call(Method::get, "projects/1/forms/other/versions/1.xml").text(), other_form("1"));
  EXPECT_EQ(call(Method::get, "projects/1/forms/other/attachments/map.png").text(), "a map");
  const Answer again = call(Method::post, "projects/1/forms", other_form("1"));
  EXPECT_EQ(again.status, 409u);
  EXPECT_NE(again.text().find("\"code\":409.3"), std::string::npos);
}

/// client.forms.update(form_id, definition=...), then client.forms.update(form_id, attachments=[...])
TEST_F(Central, UpdatesAForm) {
  EXPECT_EQ(call(Method::post, "projects/1/forms/small/draft?ignoreWarnings=True", small_form("2")).json().at("success"), true);
  EXPECT_EQ(call(Method::post, "projects/1/forms/small/draft/publish").json().at("success"), true);
  EXPECT_EQ(domain->activities.find_by_token(token).value()->form->definition.version, "2");

  EXPECT_EQ(call(Method::post, "projects/1/forms/small/draft").json().at("success"), true);
  EXPECT_EQ(call(Method::get, "projects/1/forms/small/draft").json().at("version"), "2");
  EXPECT_EQ(call(Method::get, "projects/1/forms/small/draft.xml").text(), small_form("2"));
  EXPECT_EQ(call(Method::post, "projects/1/forms/small/draft/attachments/people.csv", "name,label\na,A\n").json().at("success"), true);
  const Answer same = call(Method::post, "projects/1/forms/small/draft/publish");
  EXPECT_EQ(same.status, 409u);
  EXPECT_NE(same.text().find("\"code\":409.6"), std::string::npos) << same.text();
  EXPECT_EQ(same.json().at("details").at("proposal"), "3");
  EXPECT_EQ(call(Method::post, "projects/1/forms/small/draft/publish?version=2026-03-01T10:00:00").json().at("success"), true);
  EXPECT_EQ(call(Method::get, "projects/1/forms/small").json().at("version"), "2026-03-01T10:00:00");
  EXPECT_EQ(call(Method::get, "projects/1/forms/small/versions").json().as_array().size(), 3u);
}

TEST_F(Central, ListsFormsWithMoreWhenAsked) {
  receive("uuid:00000000-0000-4000-8000-000000000001");
  json::value forms = call(Method::get, "projects/1/forms").json();
  ASSERT_EQ(forms.as_array().size(), 1u);
  EXPECT_FALSE(forms.at(0).as_object().contains("submissions"));
  forms = call(Method::get, "projects/1/forms", {}, {{"x-extended-metadata", "true"}}).json();
  EXPECT_EQ(forms.at(0).at("submissions"), 1);
}

TEST_F(Central, RefusesInCentralsWords) {
  const auto code = [](const Answer& answer, std::string_view number) {
    return answer.text().find("\"code\":" + std::string(number) + ",") != std::string::npos;
  };
  EXPECT_TRUE(code(call(Method::get, "projects/9"), "404.1"));
  EXPECT_TRUE(code(call(Method::get, "projects/1/forms/none"), "404.1"));
  EXPECT_TRUE(code(call(Method::get, "projects/1/forms/small/draft"), "404.1"));
  EXPECT_TRUE(code(call(Method::get, "nothing"), "404.1"));
  EXPECT_TRUE(code(call(Method::post, "projects/1/forms", "no form"), "400.15"));
  EXPECT_TRUE(code(call(Method::post, "projects/1/forms/small/draft", other_form("1")), "409.3"));
  EXPECT_TRUE(code(ask(Method::get, "/v1/projects", {}), "401.2"));
  EXPECT_TRUE(code(call(Method::post, "projects/1/forms/small/draft/attachments/stops.csv", "x"), "400.8"));
  std::string faulty = small_form("2");
  faulty.replace(faulty.find("T3.1"), 4, "T9.9");
  const Answer refused = call(Method::post, "projects/1/forms/small/draft", faulty);
  EXPECT_TRUE(code(refused, "400.15")) << refused.text();
  EXPECT_FALSE(refused.json().at("details").at("fields").as_array().empty());
}

}  // namespace
}  // namespace cityaudit::server::tests
