#include "ingest/forms/instance.h"

#include "base/text.h"
#include "tests/unit/ingest/forms/example_form.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {


std::string fault_of(std::string_view xml, const InstanceLimits& limits = {}) {
  const auto instance = read_instance(xml, limits);
  return instance ? "" : instance.error().code;
}

std::string with_value(std::string_view value) {
  return "<d id='f'><a>" + std::string(value) + "</a><meta><instanceID>uuid:1</instanceID></meta></d>";
}

TEST(Instance, ReadsWhoItIs) {
  const auto instance = read_instance(example_answers);
  ASSERT_TRUE(instance) << instance.error().code;
  EXPECT_EQ(instance->head.form_id, "benches");
  EXPECT_EQ(instance->head.form_version, "3");
  EXPECT_EQ(instance->head.instance_id, "uuid:1");
  EXPECT_EQ(instance->head.instance_name, "Bench č. 1");
  EXPECT_EQ(instance->head.deprecated_id, "");
}

TEST(Instance, TakesTheNamespaceAsFormIdWhenThereIsNoId) {
  const auto instance =
      read_instance("<d xmlns='http://example.org/f' xmlns:v='x' v:version='2'><meta><instanceID>u</instanceID></meta></d>");
  ASSERT_TRUE(instance);
  EXPECT_EQ(instance->head.form_id, "http://example.org/f");
  EXPECT_EQ(instance->head.form_version, "2");
}

TEST(Instance, FindsMetaInItsTwoNamespacesOnly) {
  EXPECT_EQ(fault_of("<d id='f'><m:meta xmlns:m='http://openrosa.org/xforms'><m:instanceID>u</m:instanceID></m:meta></d>"), "");
  EXPECT_EQ(fault_of("<d id='f'><meta xmlns='http://openrosa.org/xforms'><instanceID>u</instanceID></meta></d>"), "");
  EXPECT_EQ(fault_of("<d id='f'><m:meta xmlns:m='urn:else'><m:instanceID>u</m:instanceID></m:meta></d>"), "submission.no_instance_id");
  EXPECT_EQ(fault_of("<d id='f'><group><meta><instanceID>u</instanceID></meta></group></d>"), "submission.no_instance_id");
}

TEST(Instance, ListsLeavesWithTheirPositions) {
  const auto instance = read_instance(example_answers);
  ASSERT_TRUE(instance);
  std::vector<std::string> captions;
  for (const Answer& answer : instance->answers)
    if (answer.path == "/data/photos/caption") {
      captions.push_back(answer.value);
      EXPECT_EQ(answer.positions, (Positions{static_cast<std::uint32_t>(captions.size()), 1}));
    }
  EXPECT_EQ(captions, (std::vector<std::string>{"A good one", "A bad & old one"}));
  EXPECT_EQ(answer_at(instance->answers, "/data/code"), "pv07");
}

TEST(Instance, CountsManyDifferentSiblingsAndTheirReturn) {
  std::string xml = "<d id='f'><meta><instanceID>u</instanceID></meta>";
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 100; ++i) xml += "<q" + std::to_string(i) + "/>";
  const auto instance = read_instance(xml + "</d>");
  ASSERT_TRUE(instance);
  ASSERT_EQ(instance->answers.size(), 201u);
  for (std::size_t i = 1; i < 201; ++i) EXPECT_EQ(instance->answers[i].positions, Positions{i <= 100 ? 1u : 2u});
}

TEST(Instance, KeepsMixedTextOfLeaves) {
  const auto instance = read_instance(with_value("one <![CDATA[<two>]]> three"));
  ASSERT_TRUE(instance);
  EXPECT_EQ(instance->answers[0].value, "one <two> three");
}

TEST(Instance, RefusesNoAnswerForItsCharacters) {
  // What phones really send: emoji as two surrogate references, references to control characters, raw ones.
  const auto read = [](std::string_view value) { return read_instance(with_value(value))->answers[0].value; };
  EXPECT_EQ(read("&#55357;&#56832;!"), "\xF0\x9F\x98\x80!");
  EXPECT_EQ(read("&#xD83D;&#xDE00;"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(read("a&#11;b&#0;c&#xD800;d&#99999999999;e"), "abcde");
  EXPECT_EQ(read("a\x0b\x7f"), "a  ");
  EXPECT_EQ(read("&#x10d;&#269; &lt;&#9;&#nope; &#"), "čč <\t&#nope; &#");
}

TEST(Instance, RefusesTheUnreadable) {
  for (const char* xml : {"", "x", "<", "<a", "<a>", "</a>", "<a></a><b/>", "<a/>x", "<a b='c", "<a><b></a></b>", "<a><!-- x</a>",
                          "<a <b/>></a>", "<?xml", "<a><![CDATA[x</a>", "<![CDATA[x]]><a/>", "< a/>", "<a><!x></a>"})
    EXPECT_EQ(fault_of(xml), "submission.unreadable") << xml;
  EXPECT_EQ(fault_of(std::string_view("<a>\0</a>", 8)), "submission.unreadable");
  EXPECT_EQ(fault_of("<a>\xc3\x28</a>"), "submission.not_utf8");
}

TEST(Instance, RefusesDocumentTypes) {
  EXPECT_EQ(fault_of("<!DOCTYPE d><d id='f'/>"), "submission.dtd_refused");
  EXPECT_EQ(fault_of("<?xml version='1.0'?>\n<!doctype d [<!ENTITY x SYSTEM 'file:///'>]><d id='f'>&x;</d>"), "submission.dtd_refused");
  EXPECT_EQ(fault_of(with_value("&lt;!DOCTYPE x&gt;<!-- <!DOCTYPE x> -->")), "");
}

TEST(Instance, RefusesWhatHasNoIdentity) {
  EXPECT_EQ(fault_of("<d><meta><instanceID>u</instanceID></meta></d>"), "submission.no_form_id");
  EXPECT_EQ(fault_of("<d id='f'><meta><instanceID> </instanceID></meta></d>"), "submission.no_instance_id");
  EXPECT_EQ(fault_of("<d id='f' encrypted='yes'><meta><instanceID>u</instanceID></meta></d>"), "submission.encrypted");
  const auto with_id = [](std::string_view id) { return replaced(with_value("x"), "uuid:1", id); };
  EXPECT_EQ(fault_of(with_id(std::string(249, 'x'))), "");
  EXPECT_EQ(fault_of(with_id(std::string(255, 'x'))), "");
  EXPECT_EQ(fault_of(with_id(std::string(256, 'x'))), "submission.instance_id_unusable");
  EXPECT_EQ(fault_of(with_id("a\nb")), "submission.instance_id_unusable");
}

TEST(Instance, RefusesWhatIsOverALimit) {
  EXPECT_EQ(fault_of(example_answers, {.bytes_max = 64}), "submission.xml_too_large");
  EXPECT_EQ(fault_of(example_answers, {.depth_max = 2}), "submission.too_deep");
  EXPECT_EQ(fault_of(example_answers, {.nodes_max = 10}), "submission.too_many_nodes");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(fault_of(deep), "submission.too_deep");
}

TEST(Instance, BoundsThePathsThatLongNamesMake) {
  const std::string name(200'000, 'n');
  std::string xml = "<d id='f'><meta><instanceID>u</instanceID></meta><" + name + ">";
  for (int i = 0; i < 10'000; ++i) xml += "<a/>";
  xml += "</" + name + "></d>";
  EXPECT_EQ(fault_of(xml), "submission.too_many_nodes");
}

}  // namespace
}  // namespace cityaudit::ingest
