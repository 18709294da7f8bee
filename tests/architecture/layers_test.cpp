// The tree keeps its promises; and each rule is shown to fail on a tree that breaks it.
#include "tests/architecture/rules.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

namespace cityaudit::tests {
namespace {

using Rule = void (*)(const std::vector<SourceFile>&, Findings&);

const std::vector<SourceFile>& tree() {
  static const auto files = read_tree(CITYAUDIT_SOURCE_FOLDER);
  return files;
}

void expect_kept(Rule rule) {
  ASSERT_GT(tree().size(), 30u) << "the tree was not found";
  Findings findings;
  rule(tree(), findings);
  for (const auto& warning : findings.warnings) fmt::print("warning: {}\n", warning);
  for (const auto& fault : findings.faults) ADD_FAILURE() << fault;
}

std::size_t faults_of(Rule rule, const std::vector<SourceFile>& files) {
  Findings findings;
  rule(files, findings);
  return findings.faults.size();
}

std::string many_lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "int x;\n";
  return text;
}

TEST(Layers, IncludesPointDownwardsOnly) { expect_kept(check_include_directions); }
TEST(Layers, LibrariesStayInTheirPlace) { expect_kept(check_libraries_stay_in_place); }
TEST(Layers, FilesAreNamedForWhatTheyDoAndSmall) { expect_kept(check_names_and_sizes); }
TEST(Layers, HeadersSayWhatTheyAreFor) { expect_kept(check_headers_say_what_they_are_for); }
TEST(Layers, CataloguesHaveTheSameKeys) { expect_kept(check_catalogues_agree); }
TEST(Layers, NothingNamesAMachine) { expect_kept(check_nothing_names_a_machine); }
TEST(Layers, NothingIsLeftOpen) { expect_kept(check_nothing_is_left_open); }

TEST(LayersRules, FindAWrongDirection) {
  EXPECT_EQ(faults_of(check_include_directions, {{"store/a.cpp", "#include \"base/x.h\"\n#include \"store/y.h\"\n"}}), 0u);
  EXPECT_EQ(faults_of(check_include_directions, {{"store/a.cpp", "#include \"ingest/x.h\"\n"}}), 1u);
  EXPECT_EQ(faults_of(check_include_directions, {{"media/a.cpp", "  #  include \"analysis/x.h\"\n"}}), 1u);
  EXPECT_EQ(faults_of(check_include_directions, {{"analysis/a.h", "#include \"media/x.h\"\n"}}), 1u);
  EXPECT_EQ(faults_of(check_include_directions, {{"server/a.cpp", "#include \"tests/x.h\"\n"}}), 1u);
  EXPECT_EQ(faults_of(check_include_directions, {{"base/a.cpp", "#include \"clock.h\"\n"}}), 1u);
}

TEST(LayersRules, FindALibraryOutOfPlace) {
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"server/http/a.cpp", "#include <boost/beast/http.hpp>\n"}}), 0u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"server/routes/a.cpp", "#include <boost/beast/http.hpp>\n"}}), 1u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"ingest/a.cpp", "#include <boost/asio/post.hpp>\n"}}), 1u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"media/a.h", "#include <opencv2/core.hpp>\n"}}), 1u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"analysis/a.cpp", "#include <opencv2/core.hpp>\n"}}), 1u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"ingest/a.cpp", "#include <sqlite3.h>\n"}}), 1u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"base/a.cpp", "#include <format>\n"}}), 1u);
  EXPECT_EQ(faults_of(check_libraries_stay_in_place, {{"base/a.cpp", "#include <fmt/format.h>\n"}}), 0u);
}

TEST(LayersRules, FindEmptyNamesAndLongFiles) {
  EXPECT_EQ(faults_of(check_names_and_sizes, {{"base/string_utils.cpp", ""}}), 1u);
  EXPECT_EQ(faults_of(check_names_and_sizes, {{"base/BlobStore.cpp", ""}}), 1u);
  EXPECT_EQ(faults_of(check_names_and_sizes, {{"base/long.cpp", many_lines(401)}}), 1u);
  Findings findings;
  check_names_and_sizes({{"base/longish.cpp", many_lines(301)}}, findings);
  EXPECT_TRUE(findings.faults.empty());
  EXPECT_EQ(findings.warnings.size(), 1u);
}

TEST(LayersRules, FindAHeaderThatDoesNotSayWhatItIsFor) {
  EXPECT_EQ(faults_of(check_headers_say_what_they_are_for, {{"base/a.h", "#pragma once\n// What.\n"}}), 0u);
  EXPECT_EQ(faults_of(check_headers_say_what_they_are_for, {{"base/a.h", "#pragma once\n\nint x;\n"}}), 1u);
  EXPECT_EQ(faults_of(check_headers_say_what_they_are_for, {{"base/a.h", "// What.\nint x;\n"}}), 1u);
}

TEST(LayersRules, FindAMissingText) {
  EXPECT_EQ(faults_of(check_catalogues_agree,
                      {{"config/locales/cs.json", R"({"a": "A"})"}, {"config/locales/en.json", R"({"a": "A", "b": "B"})"}}),
            1u);
  EXPECT_EQ(faults_of(check_catalogues_agree, {{"config/locales/cs.json", R"({"a": ""})"}}), 1u);
  // Vietnamese is spoken to participants only.
  EXPECT_EQ(faults_of(check_catalogues_agree,
                      {{"config/locales/en.json", R"({"a": "A", "web.participant.b": "B"})"}, {"config/locales/vi.json", "{}"}}),
            1u);
  EXPECT_EQ(faults_of(check_catalogues_agree, {{"config/locales/cs.json", "{"}}), 1u);
}

TEST(LayersRules, FindTheNameOfAMachine) {
  EXPECT_EQ(faults_of(check_nothing_names_a_machine, {{"docs/a.md", std::string("see /wo") + "rk/main\n"}}), 1u);
  EXPECT_EQ(faults_of(check_nothing_names_a_machine, {{"docs/a.md",
                                                       "the frame"
                                                       "work/main\n"}}),
            0u);
  EXPECT_EQ(faults_of(check_nothing_names_a_machine, {{"web/package-lock.json", "\"resolved\": \"https://host.example/x.tgz\"\n"}}), 1u);
}

TEST(LayersRules, FindWhatIsLeftOpen) {
  EXPECT_EQ(faults_of(check_nothing_is_left_open, {{"base/a.cpp", std::string("// TO") + "DO later\n"}}), 1u);
  EXPECT_EQ(faults_of(check_nothing_is_left_open, {{"base/a.cpp", std::string("std::for") + "mat(\"x\")\n"}}), 1u);
}

TEST(LayersRules, ReadTheFilesOfATree) {
  TemporaryFolder root;
  std::filesystem::create_directories(root.path() / "ingest");
  std::filesystem::create_directories(root.path() / "build/ingest");
  std::ofstream(root.path() / "ingest/a.cpp") << "#include \"server/x.h\"\n";
  std::ofstream(root.path() / "build/ingest/b.cpp") << "#include \"server/x.h\"\n";
  const auto files = read_tree(root.path());
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].path, "ingest/a.cpp");
  EXPECT_EQ(faults_of(check_include_directions, files), 1u);
}

}  // namespace
}  // namespace cityaudit::tests
