// Forms as the staff pages use them, and as phones see what comes of it.

#include "ingest/forms/form_strings.h"
#include "ingest/forms/import.h"
#include "tests/integration/server/routes/fixture.h"
#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>

namespace cityaudit::server::tests {
namespace {

namespace json = boost::json;
using cityaudit::tests::small_form;
using http::Method;

class Forms : public RoutesFixture {
 protected:
  Forms() : person(staff("facilitator")) {}

  Answer send(Method method, std::string_view path, std::string_view body = {}) {
    return ask(method, "/api/audits/test-city/forms" + std::string(path), person, body);
  }
  Answer upload(const std::string& xml, const std::string& query = "?name=small.xml") {
    return ask(Method::post, "/api/audits/test-city/forms" + query, person, xml, {{"content-type", "application/octet-stream"}});
  }
  std::string form_list() { return get(fmt::format("/v1/key/{}/projects/1/formList", token), {}).text(); }
  json::array forms() { return get("/api/audits/test-city/forms", person).json().at("forms").as_array(); }

  Person person;
};

TEST_F(Forms, AreListedWithStatesAndWhoOffersThem) {
  const auto all = forms();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("form_id"), "small");
  EXPECT_EQ(all[0].at("versions").at(0).at("state"), "published");
  EXPECT_EQ(all[0].at("activities").at(0).at("code"), "walk");
  EXPECT_TRUE(all[0].at("draft").is_null());
}

TEST_F(Forms, GoFromUploadToThePhones) {
  const std::string before = form_list();
  const Answer drafted = upload(small_form("2"));
  ASSERT_EQ(drafted.status, 201u) << drafted.text();
  EXPECT_EQ(drafted.json().at("draft").at("version"), "2");
  EXPECT_EQ(form_list(), before) << "a draft is nobody's business";
  const Answer published = send(Method::post, "/small/draft/publish", "{}");
  ASSERT_EQ(published.status, 200u) << published.text();
  EXPECT_EQ(published.json().at("activities").at(0), "walk");
  EXPECT_NE(form_list(), before);
  EXPECT_NE(form_list().find("<version>2</version>"), std::string::npos);
  EXPECT_EQ(get("/api/audits/test-city/forms/small/versions/2/xml", person).text(), small_form("2"));
  EXPECT_EQ(get("/api/audits/test-city/forms/small/versions/1/xml", person).text(), small_form("1"));
  EXPECT_EQ(send(Method::put, "/small/versions/1/state", R"({"state":"archived"})").status, 200u);
}

TEST_F(Forms, FaultsAreAllToldWithTheirPlaceAndNothingIsStored) {
  std::string faulty = small_form("2");
  faulty.replace(faulty.find("T3.1"), 4, "T9.9");
  faulty.replace(faulty.find("/data/photo\" type"), 11, "/data/fotos");
  const Answer refused = upload(faulty);
  ASSERT_EQ(refused.status, 400u);
  EXPECT_EQ(refused.code(), "form.faulty");
  const json::value problem = refused.json();
  ASSERT_GE(problem.at("faults").as_array().size(), 2u);
  EXPECT_FALSE(problem.at("faults").at(0).at("detail").as_string().empty());
  EXPECT_FALSE(problem.at("faults").at(0).at("path").is_null());
  EXPECT_TRUE(forms()[0].at("draft").is_null());
  EXPECT_EQ(upload("neither").code(), "form.faulty");
}

TEST_F(Forms, AVersionThatIsTakenIsRefusedWithAProposal) {
  std::string other = small_form("1");
  other.replace(other.find("Small walk"), 10, "Other walk");
  EXPECT_EQ(upload(other).json().at("draft").at("proposed_version"), "2");
  const Answer refused = send(Method::post, "/small/draft/publish", "{}");
  EXPECT_EQ(refused.status, 409u);
  EXPECT_EQ(refused.code(), "form.version_published");
  EXPECT_NE(std::string(refused.json().at("detail").as_string()).find("publish this one as 2"), std::string::npos);
  EXPECT_EQ(send(Method::post, "/small/draft/publish", R"({"version":"2"})").status, 200u);
}

TEST_F(Forms, ADraftIsTriedByItsLinkAndItsTriesAreErased) {
  const json::value drafted = upload(small_form("2")).json();
  const std::string page(drafted.at("draft").at("page_url").as_string());
  const std::string draft_token = page.substr(page.rfind('/') + 1);
  EXPECT_EQ(get("/p/" + draft_token + "/activity.json", {}).json().at("draft"), true);
  EXPECT_EQ(get("/p/" + token + "/activity.json", {}).json().at("draft"), false);
  const std::string base = "/v1/key/" + draft_token + "/projects/1";
  const std::string list = get(base + "/formList", {}).text();
  EXPECT_NE(list.find("<version>2</version>"), std::string::npos);
  const auto at = list.find("<downloadUrl>") + 13;
  const std::string download = list.substr(at, list.find("</downloadUrl>") - at);
  EXPECT_EQ(get(download.substr(download.find("/v1/")), {}).text(), small_form("2"));

  cityaudit::tests::SmallAnswers answers;
  answers.instance_id = "uuid:00000000-0000-4000-8000-00000000000b";
  answers.version = "2";
  answers.lighting = "";
  const std::string body = "--b\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a.xml\"\r\n\r\n" +
                           cityaudit::tests::small_instance(answers) + "\r\n--b--\r\n";
  const Answer sent = ask(Method::post, base + "/submission", {}, body, {{"content-type", "multipart/form-data; boundary=b"}});
  EXPECT_EQ(sent.status, 201u) << sent.text();
  json::value draft = send(Method::get, "/small").json().at("draft");
  ASSERT_EQ(draft.at("tests").as_array().size(), 1u);
  EXPECT_FALSE(draft.at("tests").at(0).at("problems").at(0).at("detail").as_string().empty());
  EXPECT_TRUE(get("/api/audits/test-city/submissions", person).json().at("items").as_array().empty());
  EXPECT_EQ(send(Method::del, "/small/draft/tests").status, 204u);
  EXPECT_TRUE(send(Method::get, "/small").json().at("draft").at("tests").as_array().empty());
  EXPECT_EQ(send(Method::del, "/small/draft").status, 204u);
  EXPECT_EQ(get("/p/" + draft_token + "/activity.json", {}).status, 404u);
}

TEST_F(Forms, FilesTravelThroughTheManifest) {
  ASSERT_EQ(upload(small_form("2")).status, 201u);
  EXPECT_EQ(
      ask(Method::put, "/api/audits/test-city/forms/small/draft/files/map.png", person, "a map", {{"content-type", "image/png"}}).status,
      200u);
  EXPECT_EQ(send(Method::get, "/small").json().at("draft").at("files").at(0).at("media_type"), "image/png");
  ASSERT_EQ(send(Method::post, "/small/draft/publish", "{}").status, 200u);
  const std::string uuid = to_string(domain->activities.find_by_token(token).value()->form->uuid);
  const std::string base = fmt::format("/v1/key/{}/projects/1/forms/{}", token, uuid);
  EXPECT_NE(form_list().find("manifest.xml"), std::string::npos);
  EXPECT_NE(get(base + "/manifest.xml", {}).text().find("<filename>map.png</filename>"), std::string::npos);
  const Answer file = get(base + "/media/map.png", {});
  EXPECT_EQ(file.text(), "a map");
  EXPECT_EQ(file.response.header("content-disposition"), "attachment");
}

TEST_F(Forms, WhatChangedIsTold) {
  std::string other = small_form("2");
  other.replace(other.find("<label>Comment</label>"), 22, "<label>Your words</label>");
  ASSERT_EQ(upload(other).status, 201u);
  const json::value told = send(Method::get, "/small/changes?from=1&to=draft").json();
  ASSERT_EQ(told.at("changes").as_array().size(), 1u);
  EXPECT_EQ(told.at("changes").at(0).at("name"), "comment");
  EXPECT_EQ(told.at("changes").at(0).at("details").at(0).at("what"), "label");
  EXPECT_EQ(send(Method::get, "/small/changes?from=1").code(), "request.fields");
  EXPECT_EQ(send(Method::get, "/small/changes?from=1&to=9").code(), "form.version_unknown");
  EXPECT_EQ(send(Method::get, "/small/versions/draft/outline").json().at("items").as_array().size(), 6u);
}

TEST_F(Forms, SayWhatTheyKeepOfAPhotoToAuthorsAndParticipants) {
  const auto of_page = [&] { return get("/p/" + token + "/activity.json", {}).json().at("form").at("keeps"); };
  EXPECT_EQ(of_page(), json::object());
  const auto drafted = upload(small_form("2", "place time")).json();
  EXPECT_EQ(drafted.at("draft").at("keeps").at(0).at("parts"), (json::array{"time", "place"}));
  EXPECT_EQ(drafted.at("draft").at("keeps").at(0).at("name"), "photo");
  EXPECT_EQ(drafted.at("keeps"), json::array()) << "nobody is offered it yet";
  const auto changes = get("/api/audits/test-city/forms/small/changes?from=1&to=draft", person).text();
  EXPECT_NE(changes.find(R"("what":"keep")"), std::string::npos) << changes;
  ASSERT_EQ(send(Method::post, "/small/draft/publish", "{}").status, 200u);
  EXPECT_EQ(get("/api/audits/test-city/forms/small", person).json().at("keeps").at(0).at("parts"), (json::array{"time", "place"}));
  EXPECT_EQ(of_page().at("/data/photo"), (json::array{"time", "place"}));
}

TEST_F(Forms, TextsAreEditedIntoTheDraft) {
  std::string form = small_form("2");
  form.replace(form.find("<label>Comment</label>"), 22, "<label ref=\"jr:itext('comment')\"/>");
  form.replace(
      form.find("<instance>"), 10,
      "<itext><translation lang=\"English (en)\"><text id=\"comment\"><value>Comment</value></text></translation></itext><instance>");
  ASSERT_EQ(upload(form).status, 201u);
  json::value strings = send(Method::get, "/small/versions/draft/strings").json();
  EXPECT_EQ(strings.at("languages").at(0), "English (en)");
  const std::string edit =
      R"j({"revision":1,"add_languages":["Čeština (cs)"],"edits":[{"id":"comment","language":"Čeština (cs)","text":"Poznámka"}]})j";
  ASSERT_EQ(send(Method::put, "/small/draft/strings", edit).status, 200u);
  strings = send(Method::get, "/small/versions/draft/strings").json();
  EXPECT_EQ(strings.at("strings").at(0).at("texts").at("Čeština (cs)"), "Poznámka");
  EXPECT_EQ(send(Method::put, "/small/draft/strings", edit).code(), "form.draft_changed") << "that draft has moved on";
}

TEST_F(Forms, ASpreadsheetKeepsWhatWasEdited) {
  const std::string sheet =
      "survey\n,type,name,label::Čeština (cs),label::English (en)\n,select_one yn,seat,Dá se tu sedět?,Can one sit here?\n,begin "
      "group,more,,\n"
      ",text,why,Proč?,Why?\n,end group,,,\nchoices\n,list_name,name,label::Čeština (cs),label::English (en)\n,yn,y,ano,yes\n,yn,n,ne,no\n"
      "settings\n,form_title,form_id,version,default_language\n,Lavičky,benches,1,Čeština (cs)\n";
  ASSERT_EQ(upload(sheet, "?name=benches.csv").status, 201u);
  EXPECT_EQ(send(Method::get, "/benches/versions/draft/source").text(), sheet);
  const std::string edit =
      R"j({"add_languages":["Українська (uk)"],"edits":[{"id":"/data/more/why:label","language":"Українська (uk)","text":"Чому?"},)j"
      R"j({"id":"yn-1","language":"English (en)","text":"not at all"}]})j";
  const Answer edited = send(Method::put, "/benches/draft/strings", edit);
  ASSERT_EQ(edited.status, 200u) << edited.text();
  const Answer source = send(Method::get, "/benches/versions/draft/source");
  ASSERT_EQ(source.status, 200u);
  EXPECT_NE(source.text().find("label::Українська (uk)"), std::string::npos) << source.text();
  const auto again = ingest::import_form(source.text(), "benches.csv").value();
  const auto texts = ingest::read_strings(again.xml, {}).value();
  int found = 0;
  for (const ingest::FormString& text : texts.strings) {
    if (text.id == "/data/more/why:label") found += text.texts.at("Українська (uk)") == "Чому?" && text.texts.at("Čeština (cs)") == "Proč?";
    if (text.id == "yn-1") found += text.texts.at("English (en)") == "not at all" && text.texts.at("Čeština (cs)") == "ne";
  }
  EXPECT_EQ(found, 2);
}

TEST_F(Forms, FaultsOfASpreadsheetNameSheetRowAndColumn) {
  const Answer refused = upload("survey\n,type,name,label\n,intejer,a,A\n,text,a,B\n", "?name=x.csv");
  ASSERT_EQ(refused.status, 400u);
  const json::value problem = refused.json();
  const json::value& first = problem.at("faults").at(0);
  EXPECT_EQ(first.at("sheet"), "survey");
  EXPECT_TRUE(first.at("row").is_int64());
  EXPECT_EQ(first.at("column"), "type (B)");
}

TEST_F(Forms, AFrozenWaveRefusesWithWords) {
  ASSERT_EQ(ask(Method::put, "/api/audits/test-city/waves/1", person, R"({"freeze_forms":true})").status, 204u);
  ASSERT_EQ(upload(small_form("2")).status, 201u);
  const Answer refused = send(Method::post, "/small/draft/publish", "{}");
  EXPECT_EQ(refused.status, 409u);
  EXPECT_EQ(refused.code(), "form.frozen");
  EXPECT_EQ(ask(Method::put, "/api/audits/test-city/waves/1", person, "{}").code(), "request.fields");
}

TEST_F(Forms, AStrangersBytesAreNotTaken) {
  const Answer refused = ask(Method::post, "/api/audits/test-city/forms", {}, std::string(100'000, 'x'));
  EXPECT_EQ(refused.status, 401u);
  Person other = person;
  other.csrf = "wrong";
  EXPECT_EQ(ask(Method::post, "/api/audits/test-city/forms", other, small_form("2")).code(), "access.csrf");
  settings.set("forms.upload_bytes_max", std::int64_t{2000});
  EXPECT_EQ(upload(std::string(2001, ' ') + small_form("2")).status, 413u);
}

}  // namespace
}  // namespace cityaudit::server::tests
