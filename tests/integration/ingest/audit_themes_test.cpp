// An audit's themes over a real store, and the forms that name them.

#include "ingest/audit_themes.h"
#include "ingest/form_releases.h"
#include "tests/support/ingest_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cityaudit::ingest {
namespace {

struct AuditThemesTest : testing::Test, tests::IngestFixture {
  AuditThemes themes{*database, events, clock, {.own_max = 3, .name_characters_max = 20, .languages_max = 3}};
  FormDrafts drafts{*database, events, clock, key, forms};
  FormReleases releases{*database, events, clock, forms};

  Taxonomy read(AuditId of) {
    return database->read([&](store::Transaction& tx) -> Result<Taxonomy> { return AuditThemes::of(tx, of); }).value();
  }
  Theme theme(const std::string& code) { return *read(audit.id).find(code); }
  std::string add(const std::string& code, const Localized& name = {{"cs", "Lavičky"}}) {
    const auto done = themes.add(audit.id, code, {name, {}, {}}, "account:test");
    return done ? "" : done.error().code;
  }
  std::string change(const std::string& code, const ThemeChange& what) {
    const auto done = themes.change(audit.id, code, what, "account:test");
    return done ? "" : done.error().code;
  }
  std::string form_about(const std::string& theme, const std::string& version) {
    std::string xml = tests::small_form(version);
    for (std::size_t at = 0; (at = xml.find("T3.1", at)) != std::string::npos; at += theme.size()) xml.replace(at, 4, theme);
    return xml;
  }
  std::int64_t events_of_themes() { return count("SELECT count(*) FROM event WHERE type = 'audit.theme_changed'"); }
};

TEST_F(AuditThemesTest, AreThoseOfTheProgramUntilTheAuditChangesThem) {
  EXPECT_EQ(read(audit.id).themes().size(), Taxonomy::built_in().themes().size());
  EXPECT_EQ(theme("T3.1").name_in("cs"), "Osvětlení");
}

TEST_F(AuditThemesTest, ARenamedThemeIsCalledSoInThisAuditAlone) {
  Audit wanted;
  wanted.slug = "elsewhere";
  const Audit other = audits.ensure(wanted).value();
  EXPECT_EQ(change("T3.1", {{{"cs", "  Lampy\n a světlo "}, {"vi", "Đèn đường"}}, {}, {}}), "");
  EXPECT_EQ(theme("T3.1").name_in("cs"), "Lampy a světlo") << "on one line";
  EXPECT_EQ(theme("T3.1").name_in("vi"), "Đèn đường");
  EXPECT_EQ(theme("T3.1").name_in("en"), "Lighting");
  EXPECT_EQ(read(other.id).find("T3.1")->name_in("cs"), "Osvětlení");
  EXPECT_EQ(events_of_themes(), 1);
}

TEST_F(AuditThemesTest, ABlankNamePutsBackTheOneThatTravels) {
  EXPECT_EQ(change("T3.1", {{{"cs", "Lampy"}, {"vi", "Đèn"}}, {}, {}}), "");
  EXPECT_EQ(change("T3.1", {{{"cs", ""}}, {}, {}}), "");
  EXPECT_EQ(theme("T3.1").name_in("cs"), "Osvětlení");
  EXPECT_EQ(theme("T3.1").name_in("vi"), "Đèn");
  EXPECT_EQ(change("T3.1", {{{"vi", " "}}, {}, {}}), "");
  EXPECT_EQ(theme("T3.1").name.size(), 2u);
  EXPECT_EQ(change("T3.1", {{{"cs", "Osvětlení"}}, {}, {}}), "");
  EXPECT_EQ(events_of_themes(), 3) << "what changes nothing is no event";
}

TEST_F(AuditThemesTest, AHiddenThemeComesBackAsItWas) {
  EXPECT_EQ(change("T3.1", {{{"cs", "Lampy"}}, {}, {}}), "");
  EXPECT_EQ(change("T3.1", {{}, {}, true}), "");
  EXPECT_TRUE(theme("T3.1").hidden);
  EXPECT_EQ(theme("T3.1").name_in("cs"), "Lampy");
  EXPECT_EQ(change("T3.1", {{}, {}, false}), "");
  EXPECT_FALSE(theme("T3.1").hidden);
  const std::string payload = database
                                  ->read([&](store::Transaction& tx) -> Result<std::string> {
                                    return tx.text("SELECT payload FROM event ORDER BY seq DESC LIMIT 1").value_or("");
                                  })
                                  .value();
  EXPECT_EQ(payload, R"({"theme":"T3.1","changes":["shown"]})") << "codes, and nobody's words";
}

TEST_F(AuditThemesTest, AThemeOfItsOwnTakesTheAreasOfTheOneAboveIt) {
  EXPECT_EQ(add("T3.9"), "");
  EXPECT_TRUE(theme("T3.9").own);
  EXPECT_EQ(theme("T3.9").labs, theme("T3").labs);
  EXPECT_EQ(change("T3.9", {{}, std::vector<std::string>{"L1", "L3"}, {}}), "");
  EXPECT_EQ(theme("T3.9").labs, (std::vector<std::string>{"L1", "L3"}));
  EXPECT_EQ(add("T5", {{"en", "Water"}}), "");
  EXPECT_EQ(add("T5.1", {{"en", "Fountains"}}), "");
  EXPECT_EQ(theme("T5.1").parent, "T5");
}

TEST_F(AuditThemesTest, RefusalsSayWhatIsWrong) {
  EXPECT_EQ(add("T3.1"), "theme.code_taken");
  EXPECT_EQ(add("Benches"), "theme.code_unusable");
  EXPECT_EQ(add("T3.100"), "theme.code_unusable");
  EXPECT_EQ(add("T7.1"), "theme.parent_unknown");
  EXPECT_EQ(add("T3.9", {}), "theme.name_missing");
  EXPECT_EQ(add("T3.9", {{"cs", " "}}), "theme.name_missing");
  EXPECT_EQ(add("T3.9", {{"cs", "Ř" + std::string(20, 'a')}}), "theme.name_too_long");
  EXPECT_EQ(add("T3.9", {{"cs", "ŘžšěščřžýáíéůúťďňóŘŽ"}}), "") << "characters, not bytes";
  EXPECT_EQ(add("T3.9"), "theme.code_taken");
  for (const char* language : {"", "c", "Czech", "CS", "cs_CZ", "cs-", "čs"})
    EXPECT_EQ(change("T3.9", {{{language, "x"}}, {}, {}}), "theme.language_unusable") << language;
  EXPECT_EQ(change("T3.9", {{{"zh-Hant", "椅"}}, {}, {}}), "");
  EXPECT_EQ(change("T3.9", {{{"de", "a"}, {"pl", "b"}}, {}, {}}), "theme.languages_many");
  EXPECT_EQ(change("T3.9", {{{"cs", ""}, {"zh-Hant", ""}}, {}, {}}), "theme.name_missing") << "its only names";
  EXPECT_EQ(change("T3.9", {{}, std::vector<std::string>{"L4"}, {}}), "theme.lab_unknown");
  EXPECT_EQ(change("T3.11", {{{"cs", "x"}}, {}, {}}), "theme.unknown");
  EXPECT_EQ(add("T3.10"), "");
  EXPECT_EQ(add("T5"), "");
  EXPECT_EQ(add("T6"), "theme.too_many");
}

TEST_F(AuditThemesTest, AFormNamesTheThemesOfItsAuditAlone) {
  NewDraft draft;
  const std::string xml = form_about("T3.9", "2");
  draft.xml = xml;
  const auto refused = drafts.put(audit, draft);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "form.unknown_theme");
  EXPECT_EQ(refused.error().fields.size(), 3u) << "every question that names it";
  EXPECT_EQ(refused.error().fields[0].field, "/data/lighting");

  ASSERT_EQ(add("T3.9"), "");
  ASSERT_TRUE(drafts.put(audit, draft));
  EXPECT_TRUE(releases.publish(audit.id, {"small", {}, "account:test"}));
  EXPECT_EQ(change("T3.9", {{}, {}, true}), "");
  EXPECT_TRUE(drafts.start(audit, "small", "account:test")) << "hidden is not gone";

  Audit wanted;
  wanted.slug = "elsewhere";
  const Audit other = audits.ensure(wanted).value();
  NewActivity opening;
  opening.code = "walk";
  const auto foreign = activities.open(other, opening, *intake()->form);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, "form.unknown_theme");

  FormVersions restarted(*database, events, clock, {});
  EXPECT_TRUE(restarted.load(intake()->form->id)) << "in a process that knows no audit";
}

}  // namespace
}  // namespace cityaudit::ingest
