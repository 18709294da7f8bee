// The themes of an audit as the staff pages change them, and what follows at once.

#include "tests/integration/server/routes/fixture.h"
#include "tests/support/ingest_fixture.h"

#include <algorithm>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;
using http::Method;

class Themes : public RoutesFixture {
 protected:
  Themes() : person(staff("facilitator")) {}

  Answer add(std::string_view body) { return ask(Method::post, "/api/audits/test-city/themes", person, body); }
  Answer change(std::string_view code, std::string_view body) {
    return ask(Method::patch, "/api/audits/test-city/themes/" + std::string(code), person, body);
  }
  json::value list(std::string_view slug = "test-city") { return get("/api/audits/" + std::string(slug) + "/themes", person).json(); }
  static json::value find(const json::value& list, std::string_view code) {
    for (const json::value& theme : list.at("themes").as_array())
      if (theme.at("code").as_string() == code) return theme;
    return nullptr;
  }
  json::value theme(std::string_view code) { return find(list(), code); }
  json::value row(std::string_view code) { return find(get("/api/audits/test-city/matrix", person).json(), code); }

  Person person;
};

TEST_F(Themes, AreListedWithWhatAnAuthorNeeds) {
  const json::value all = list();
  EXPECT_EQ(all.at("themes").as_array().size(), 31u);
  EXPECT_EQ(all.at("languages"), (json::array{"cs", "en"}));
  EXPECT_EQ(all.at("next_code"), "T5");
  const json::value safety = find(all, "T3");
  EXPECT_EQ(safety.at("next_code"), "T3.9");
  EXPECT_EQ(safety.at("level"), 1);
  EXPECT_TRUE(safety.at("parent").is_null());
  EXPECT_EQ(safety.at("built_in_name"), safety.at("name"));
  EXPECT_EQ(safety.at("observed"), false);
}

TEST_F(Themes, ARenamedThemeIsCalledSoEverywhereAtOnce) {
  for (int i = 1; i <= 5; ++i) approve(receive("uuid:" + std::to_string(i), {}, "WA0" + std::to_string(i), "3"));
  catch_up();
  const Answer renamed = change("T3.1", R"({"name":{"cs":"Lampy","vi":"Đèn"}})");
  ASSERT_EQ(renamed.status, 200u) << renamed.text();
  EXPECT_EQ(find(renamed.json(), "T3.1").at("name").at("cs"), "Lampy");
  EXPECT_EQ(find(renamed.json(), "T3.1").at("built_in_name").at("cs"), "Osvětlení");
  EXPECT_EQ(row("T3.1").at("name").at("cs"), "Lampy");
  EXPECT_EQ(get("/api/audits/test-city/matrix/T3.1/p7", person).json().at("theme").at("name").at("vi"), "Đèn");
  const json::value findings = get("/api/audits/test-city/findings", person).json();
  EXPECT_EQ(findings.at("findings").at(0).at("theme").at("name").at("cs"), "Lampy");
  EXPECT_EQ(change("T3.1", R"({"name":{"cs":null}})").status, 200u);
  EXPECT_EQ(row("T3.1").at("name").at("cs"), "Osvětlení");
}

TEST_F(Themes, AreEachAuditsOwn) {
  person = staff("admin");
  ingest::Audit wanted;
  wanted.slug = "elsewhere";
  ASSERT_TRUE(domain->audits.ensure(wanted));
  EXPECT_EQ(add(R"({"code":"T3.9","name":{"cs":"Lavičky"}})").status, 201u);
  EXPECT_EQ(change("T1", R"({"hidden":true})").status, 200u);
  EXPECT_TRUE(find(list("elsewhere"), "T3.9").is_null());
  EXPECT_EQ(find(list("elsewhere"), "T1").at("hidden"), false);
  EXPECT_EQ(get("/api/audits/test-city/matrix/T3.9/p7", person).status, 200u);
  EXPECT_EQ(get("/api/audits/elsewhere/matrix/T3.9/all", person).code(), "theme.unknown");
  EXPECT_EQ(get("/api/audits/nowhere/themes", person).status, 404u);
}

TEST_F(Themes, HidingOneHidesNoEvidence) {
  approve(receive("uuid:1", {}, "WA01", "3"));
  catch_up();
  EXPECT_EQ(row("T3.1").at("hidden"), false);
  EXPECT_EQ(change("T3.1", R"({"hidden":true})").status, 200u);
  EXPECT_EQ(change("T3.2", R"({"hidden":true})").status, 200u);
  EXPECT_EQ(row("T3.1").at("hidden"), true);
  EXPECT_TRUE(row("T3.2").is_null());
  EXPECT_EQ(theme("T3.1").at("observed"), true);
  EXPECT_EQ(theme("T3.2").at("observed"), false);
  EXPECT_EQ(get("/api/audits/test-city/matrix/T3.1/p7", person).json().at("evidence").as_array().size(), 2u);
  EXPECT_EQ(change("T3.2", R"({"hidden":false})").status, 200u);
  EXPECT_EQ(row("T3.2").at("hidden"), false);
}

TEST_F(Themes, AreAddedUnderTheNextCode) {
  const Answer added = add(R"({"code":"T3.9","name":{"cs":"Lavičky","en":"Benches"},"labs":["L1"]})");
  ASSERT_EQ(added.status, 201u) << added.text();
  const json::value one = find(added.json(), "T3.9");
  EXPECT_EQ(one.at("own"), true);
  EXPECT_EQ(one.at("parent"), "T3");
  EXPECT_EQ(one.at("labs"), json::array{"L1"});
  EXPECT_TRUE(one.at("built_in_name").is_null());
  EXPECT_EQ(find(added.json(), "T3").at("next_code"), "T3.10");
  EXPECT_EQ(add(R"({"code":"T3.9","name":{"cs":"Znovu"}})").status, 409u);
  EXPECT_EQ(add(R"({"code":"T3.99","name":{"cs":"Poslední"}})").status, 201u);
  EXPECT_TRUE(theme("T3").at("next_code").is_null());
}

TEST_F(Themes, BodiesThatSayNothingUsableAreRefused) {
  EXPECT_EQ(add("{}").code(), "request.fields");
  EXPECT_EQ(add(R"({"code":"T3.9"})").code(), "theme.name_missing");
  for (const char* body : {R"({"name":"Lampy"})", R"({"name":{"cs":7}})", R"({"labs":"L1"})", R"({"labs":[1]})", R"({"hidden":"yes"})"})
    EXPECT_EQ(change("T3.1", body).code(), "request.fields") << body;
  EXPECT_EQ(change("T3.1", "[]").code(), "request.not_json");
  EXPECT_EQ(change("T9", R"({"hidden":true})").code(), "theme.unknown");
  EXPECT_EQ(change("T3.1", "{}").status, 200u) << "nothing to change is no fault";
}

TEST_F(Themes, TheLogSaysWhoChangedWhat) {
  const auto newest = [&] {
    return domain->database
        ->read([](store::Transaction& tx) -> Result<ingest::Event> {
          return ingest::Events::after(tx, ingest::Events::newest(tx) - 1, 1).at(0);
        })
        .value();
  };
  change("T3.1", R"({"name":{"cs":"Lampy"},"hidden":true})");
  const ingest::Event event = newest();
  EXPECT_EQ(event.type, "audit.theme_changed");
  EXPECT_TRUE(event.actor.starts_with("account:"));
  EXPECT_EQ(event.audit, audit.id);
  EXPECT_EQ(event.payload, R"({"theme":"T3.1","changes":["name","hidden"]})");
}

TEST_F(Themes, AFormIsHeldAgainstTheThemesOfItsAudit) {
  const std::string csv =
      "survey\n,type,name,label,bind::ca:as,bind::ca:theme\n,text,remark,Remark,comment,T2.9\n"
      "settings\n,form_title,form_id,version,namespaces\n,Benches,benches,1,\"ca=\"\"urn:cityaudit:xforms:1\"\"\"\n";
  const auto upload = [&](const std::string& body) {
    return ask(Method::post, "/api/audits/test-city/forms?name=benches.csv", person, body, {{"content-type", "text/csv"}});
  };
  const Answer refused = upload(csv);
  ASSERT_EQ(refused.status, 400u) << refused.text();
  const json::value fault = refused.json().at("faults").at(0);
  EXPECT_EQ(fault.at("code"), "form.unknown_theme");
  EXPECT_EQ(fault.at("row"), 3);
  EXPECT_EQ(fault.at("column"), "bind::ca:theme (F)");
  EXPECT_EQ(add(R"({"code":"T2.9","name":{"en":"Benches"}})").status, 201u);
  const Answer taken = upload(csv);
  EXPECT_EQ(taken.status, 201u) << taken.text();
  EXPECT_EQ(ask(Method::post, "/api/audits/test-city/forms/benches/draft/publish", person, "{}").status, 200u);
}

}  // namespace
}  // namespace cityaudit::server::tests
