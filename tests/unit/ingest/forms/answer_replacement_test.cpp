#include "ingest/forms/answer_replacement.h"

#include "ingest/forms/instance.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

TEST(AnswerReplacement, TakesOutWholeAnswersAndLeavesTheRest) {
  const std::string xml =
      "<?xml version='1.0'?><d:data xmlns:d='urn:d' xmlns:orx='http://openrosa.org/xforms' id=\"f\" version='1'>\n"
      "  <photos><picture><photo> a&amp;b.jpg </photo><caption>of a&amp;b.jpg &lt;3</caption></picture></photos>\n"
      "  <photos><picture><photo><![CDATA[a&b.jpg]]></photo><caption/></picture></photos>\n"
      "  <other kept=\"a&amp;b.jpg\">Žižkov\n2nd line</other><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></d:data>";
  const auto kept = replace_answers(xml, {{"a&b.jpg", "erased-1"}});
  ASSERT_TRUE(kept);
  EXPECT_EQ(*kept,
            "<d:data xmlns:d=\"urn:d\" xmlns:orx=\"http://openrosa.org/xforms\" id=\"f\" version=\"1\">"
            "<photos><picture><photo>erased-1</photo><caption>of a&amp;b.jpg &lt;3</caption></picture></photos>"
            "<photos><picture><photo>erased-1</photo><caption/></picture></photos>"
            "<other kept=\"a&amp;b.jpg\">Žižkov\n2nd line</other><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></d:data>");
}

TEST(AnswerReplacement, ChangesNoOtherAnswer) {
  const std::string xml =
      "<data id=\"f\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\"><a>1 &gt; 2 &#x10D;</a><b> spaces </b><c>x.jpg</c><d/>"
      "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>";
  const auto before = read_instance(xml, {});
  const auto after = read_instance(*replace_answers(xml, {{"x.jpg", "y"}}), {});
  ASSERT_TRUE(before && after);
  ASSERT_EQ(before->answers.size(), after->answers.size());
  for (std::size_t i = 0; i < before->answers.size(); ++i) {
    EXPECT_EQ(after->answers[i].path, before->answers[i].path);
    EXPECT_EQ(after->answers[i].value, before->answers[i].path == "/data/c" ? "y" : before->answers[i].value);
  }
  EXPECT_EQ(after->head.instance_id, "uuid:1");
}

TEST(AnswerReplacement, RefusesWhatIsNoXml) { EXPECT_EQ(replace_answers("<data>", {}).error().code, "submission.unreadable"); }

}  // namespace
}  // namespace cityaudit::ingest
