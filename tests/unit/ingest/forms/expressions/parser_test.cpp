#include "ingest/forms/expressions/expression.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

std::string argument(const Error& error, std::string_view name) {
  for (const MessageArgument& entry : error.arguments)
    if (entry.name == name) return entry.value;
  return "";
}

/// "code@position found"
std::string fault(std::string_view source, const ExpressionLimits& limits = {}) {
  const auto parsed = parse_expression(source, limits);
  if (parsed) return "none";
  const Error& error = parsed.error();
  return error.code.substr(error.code.find('_') + 1) + "@" + argument(error, "position") + " " + argument(error, "found");
}

std::vector<std::string> paths(std::string_view source, std::string_view context) {
  std::vector<std::string> out;
  const auto parsed = parse_expression(source);
  EXPECT_TRUE(parsed) << source;
  if (!parsed) return out;
  for (const Reference& reference : parsed->references()) {
    const auto path = reference.absolute_path(context);
    std::string steps;
    for (const std::string& step : reference.steps) steps += "/" + step;
    out.push_back(path ? *path : (reference.instance.empty() ? "?" : reference.instance) + ":" + steps);
    if (reference.selective) out.back() += " selective";
  }
  return out;
}

TEST(ExpressionParser, AcceptsWhatFormsWrite) {
  for (const char* source : {
           ". >= 1 and . <= 10",
           "/data/a/b = 'x' or not(selected(../c, \"y\"))",
           "instance('stops')/root/item[walk = /data/walk_id]/label",
           "count(/data/photos[position() > 1]) div 2 mod 3 * -1",
           "(../a | ../b)[1]/c",
           "current()/../a",
           "jr:choice-name(/data/a, '/data/a')",
           "/data//a[@id = '3']/following-sibling::*[1]/text()",
           "string-length(.)<=500",
           "- - 3",
           "/",
           "/data/div div /data/mod",
           "* * *",
           "a-b - b-a",
           ".5 + 5. - 0.5",
           "child::a/parent::node()/ancestor-or-self::*",
           "if(selected(., 'a'), 1, 0)",
           "orx:meta/orx:instanceID",
           "regex(., '^[A-Z]{2}[0-9]{2,4}$')",
           "/data/žluť = 'kůň'",
           "randomize(instance('x')/root/item, 3)",
           "indexed-repeat(/data/r/a, /data/r, 2)",
       })
    EXPECT_EQ(fault(source), "none") << source;
}

TEST(ExpressionParser, TellsWhereAndWhatIsWrong) {
  EXPECT_EQ(fault(""), "empty@ ");
  EXPECT_EQ(fault("  \n"), "empty@ ");
  EXPECT_EQ(fault("1 +"), "unfinished@4 ");
  EXPECT_EQ(fault("(1 + 2"), "unfinished@7 ");
  EXPECT_EQ(fault("a b"), "unexpected@3 b");
  EXPECT_EQ(fault("a = = b"), "unexpected@5 =");
  EXPECT_EQ(fault("1 + )"), "unexpected@5 )");
  EXPECT_EQ(fault("/data/[1]"), "unexpected@7 [");
  EXPECT_EQ(fault("a 'x'"), "unexpected@3 'x'");
  EXPECT_EQ(fault("a = 'x"), "unclosed_quote@5 '");
  EXPECT_EQ(fault("a & b"), "character@3 &");
  EXPECT_EQ(fault("a \xE2\x89\xA4 b"), "unexpected@3 \xE2\x89\xA4") << "a letter of another script may name a question";
  EXPECT_EQ(fault("\xC5\xBEle! = 1"), "character@4 !") << "characters, not bytes";
  EXPECT_EQ(fault("1x"), "character@2 x");
  EXPECT_EQ(fault("$a + 1"), "variable@1 $a");
  EXPECT_EQ(fault("1 + ${age}"), "variable@5 ${age}");
  EXPECT_EQ(fault("sideways::a"), "axis_unknown@1 sideways");
  EXPECT_EQ(fault("regex(., '[a')"), "regex@10 [a");
}

TEST(ExpressionParser, NamesTheNearestFunction) {
  const auto nearest = [](std::string_view source) {
    const auto parsed = parse_expression(source);
    EXPECT_FALSE(parsed);
    return parsed ? "" : parsed.error().code + " " + argument(parsed.error(), "nearest");
  };
  EXPECT_EQ(nearest("count_selected(.)"), "form.expression_function_unknown count-selected");
  EXPECT_EQ(nearest("choice-name(., 'a')"), "form.expression_function_unknown jr:choice-name");
  EXPECT_EQ(nearest("IF(1, 2, 3)"), "form.expression_function_unknown if");
  EXPECT_EQ(nearest("selcted(., 'a')"), "form.expression_function_unknown selected");
  EXPECT_EQ(nearest("wholly-other-thing()"), "form.expression_function_unknown none");
  EXPECT_EQ(fault("1 + foo(2)"), "function_unknown@5 foo");
}

TEST(ExpressionParser, CountsArguments) {
  EXPECT_EQ(fault("selected(.)"), "argument_count@1 selected");
  EXPECT_EQ(fault("if(1, 2)"), "argument_count@1 if");
  EXPECT_EQ(fault("true(1)"), "argument_count@1 true");
  EXPECT_EQ(fault("indexed-repeat(a, b, 1, c)"), "argument_count@1 indexed-repeat");
  EXPECT_EQ(fault("indexed-repeat(a, b, 1, c, 2)"), "none");
  EXPECT_EQ(fault("weighted-checklist(1, 2, a)"), "argument_count@1 weighted-checklist");
  EXPECT_EQ(fault("concat()"), "none");
  const auto parsed = parse_expression("round(1, 2, 3)");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(argument(parsed.error(), "expected"), "1–2");
  EXPECT_EQ(argument(parsed.error(), "count"), "3");
}

TEST(ExpressionParser, StaysWithinItsLimits) {
  ExpressionLimits limits;
  EXPECT_EQ(fault(std::string(64, '(') + "1" + std::string(64, ')'), limits), "none");
  EXPECT_EQ(fault(std::string(65, '(') + "1" + std::string(65, ')'), limits), "too_deep@ ");
  EXPECT_EQ(fault(std::string(30'000, '('), limits), "too_deep@ ");
  EXPECT_EQ(fault(std::string(30'000, '-') + "1", limits), "none") << "signs need no depth";
  EXPECT_EQ(fault(std::string(40'000, ' '), limits), "too_long@ ");
  std::string steps = "a";
  for (int i = 0; i < 10'000; ++i) steps += "/a";
  EXPECT_EQ(fault(steps, limits), "too_complex@ ");
  std::string chain = "1";
  for (int i = 0; i < 4'000; ++i) chain += "+1";
  EXPECT_EQ(fault(chain, limits), "none") << "a long chain is not deep";
}

TEST(ExpressionParser, ListsThePathsItReads) {
  using List = std::vector<std::string>;
  EXPECT_EQ(paths("/data/a/b > ../c + .", "/data/g/x"), (List{"/data/a/b", "/data/g/c", "/data/g/x"}));
  EXPECT_EQ(paths("current()/../a", "/data/g/x"), (List{"/data/g/a"}));
  EXPECT_EQ(paths("instance('stops')/root/item[walk = /data/w and seq > current()/../n]/label", "/data/g/x"),
            (List{"stops:/root/item/label selective", "stops:/root/item/walk selective", "/data/w", "stops:/root/item/seq selective",
                  "/data/g/n"}));
  EXPECT_EQ(paths("sum(/data/r[a > 1]/b)", "/data/x"), (List{"/data/r/b selective", "/data/r/a selective"}));
  EXPECT_EQ(paths("indexed-repeat(/data/r/a, /data/r, 2)", "/data/x"), (List{"/data/r/a selective", "/data/r selective"}));
  EXPECT_EQ(paths("../../../../a", "/data/x"), (List{"?:/../../../../a"}));
  EXPECT_EQ(paths("string-length() + /data/*", "/data/x"), (List{"/data/x", "?:/data/*"}));
  EXPECT_EQ(paths("../preceding-sibling::r[1]/total", "/data/r/total"), (List{"?:/../preceding-sibling::r/total selective"}));
  EXPECT_EQ(paths("/data/a/text()", "/data/x"), (List{"/data/a"}));
}

TEST(ExpressionParser, ListsTheFunctionsItCalls) {
  const auto parsed = parse_expression("if(now() > 3, concat(now(), 'a'), pulldata('f', 'a', 'b', .))");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->functions(), (std::vector<std::string>{"concat", "if", "now", "pulldata"}));
  EXPECT_TRUE(parsed->calls("now"));
  EXPECT_FALSE(parsed->calls("today"));
  EXPECT_TRUE(Expression().functions().empty());
}

}  // namespace
}  // namespace cityaudit::ingest
