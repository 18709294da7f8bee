// What the recorded answers of ODK's engine cannot tell: functions it lacks, and the limits.
#include "ingest/forms/expressions/evaluation.h"

#include "base/digest.h"
#include "ingest/forms/expressions/geometry.h"
#include "ingest/forms/expressions/numbers.h"
#include "ingest/forms/expressions/regular_expression.h"
#include "ingest/forms/expressions/signatures.h"
#include "ingest/forms/expressions/utf16.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <chrono>
#include <cmath>
#include <memory>

namespace cityaudit::ingest {
namespace {

/// One instance of a root with `leaves` children x, each with the value 1.
class FlatWorld final : public World {
 public:
  explicit FlatWorld(int leaves) {
    const std::uint32_t root = tree_.begin(0, "data");
    for (int i = 0; i < leaves; ++i) tree_.end(tree_.begin(root, "x", "1"));
    tree_.end(root);
    tree_.finish();
  }
  const InstanceTree& tree(std::uint32_t) const override { return tree_; }
  std::uint32_t find_instance(std::string_view) const override { return no_node; }
  bool is_relevant(std::uint32_t) override { return true; }
  std::string_view choice_name(std::string_view, std::string_view, NodeRef) const override { return {}; }
  UtcMillis now() const override { return {0}; }
  UtcOffset utc_offset() const override { return 0; }

 private:
  InstanceTree tree_;
};

std::string text_of(std::string_view source) {
  FlatWorld world(3);
  Evaluation evaluation(world, {});
  return evaluation.text(*parse_expression(source), {0, 1});
}

TEST(Evaluation, KnowsFunctionsThatOdksEngineLacks) {
  EXPECT_EQ(text_of("intersects('0 0; 1 1; 0 1; 1 0')"), "true");
  EXPECT_EQ(text_of("intersects('0 0; 0 1; 1 1; 1 0; 0 0')"), "false");
  EXPECT_EQ(text_of("coalesce('', '', 'c')"), "c");
  EXPECT_EQ(text_of("date-time('2026-11-20T10:00:00.000Z')"), "2026-11-20T10:00:00.000+00:00");
  EXPECT_EQ(text_of("1 and 'a'"), "true");
  EXPECT_EQ(text_of("lang('en')"), "false");
  EXPECT_EQ(text_of("count(id('x'))"), "0");
  EXPECT_EQ(text_of("count(3)"), "");
  EXPECT_EQ(text_of("digest('a', 'ROT13')"), "");
  EXPECT_EQ(text_of("base64-decode('*')"), "");
}

TEST(Evaluation, OpensWhatWasSigned) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free);
  unsigned char public_key[32];
  std::size_t length = sizeof public_key;
  ASSERT_EQ(EVP_PKEY_get_raw_public_key(key.get(), public_key, &length), 1);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  ASSERT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()), 1);
  unsigned char signature[64];
  std::size_t signature_length = sizeof signature;
  const std::string message = "zastávka 7";
  ASSERT_EQ(EVP_DigestSign(context.get(), signature, &signature_length, bytes_of(message).data(), message.size()), 1);
  std::string whole(reinterpret_cast<const char*>(signature), sizeof signature);
  whole += message;
  EXPECT_EQ(signed_text(to_base64(bytes_of(whole)), to_base64(Bytes{public_key, length})), message);
  whole.back() = '8';
  EXPECT_EQ(signed_text(to_base64(bytes_of(whole)), to_base64(Bytes{public_key, length})), "");
}

TEST(Evaluation, StopsAtItsStepsAndItsTime) {
  FlatWorld world(2'000);
  const auto expression = *parse_expression("count(//x[count(//x[count(//x) > 0]) > 0])");
  EvaluationLimits few;
  few.steps_max = 10'000;
  Evaluation counted(world, few);
  EXPECT_FALSE(counted.boolean(*parse_expression("count(//x) = 1"), {0, 1}));
  EXPECT_FALSE(counted.exhausted());
  (void)counted.number(expression, {0, 1});
  EXPECT_TRUE(counted.exhausted());
  EvaluationLimits brief;
  brief.steps_max = 1'000'000'000'000;
  brief.millis_max = 30;
  Evaluation timed(world, brief);
  const auto start = std::chrono::steady_clock::now();
  (void)timed.number(expression, {0, 1});
  EXPECT_TRUE(timed.exhausted());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Evaluation, TextsThatGrowAreCounted) {
  FlatWorld world(1'000);
  std::string source = "//x";
  for (int i = 0; i < 11; ++i) source = "concat(" + source + ", " + source + ")";
  ExpressionLimits long_ones;
  long_ones.bytes_max = 1'000'000;
  const auto parsed = parse_expression(source, long_ones);
  ASSERT_TRUE(parsed) << parsed.error().code;
  Evaluation evaluation(world, {});
  (void)evaluation.text(*parsed, {0, 1});
  EXPECT_TRUE(evaluation.exhausted());
}

TEST(RegularExpression, CannotBeMadeToRunForever) {
  const auto pattern = RegularExpression::compile("^(a+)+$");
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->found_in("aaaa"));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(pattern->found_in(std::string(5'000, 'a') + "!"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(RegularExpression::compile("["), nullptr);
  EXPECT_EQ(RegularExpression::compile(std::string(5'000, 'a')), nullptr);
  EXPECT_TRUE(RegularExpression::compile(R"(^[\w.-]+@[\w-]+\.[a-z]{2,}$)")->found_in("jan.novak@example.cz"));
}

TEST(Numbers, AreWrittenAsClientsDo) {
  for (const auto& [value, text] : std::initializer_list<std::pair<double, const char*>>{{0, "0"},
                                                                                         {-0.0, "0"},
                                                                                         {1, "1"},
                                                                                         {-2.5, "-2.5"},
                                                                                         {0.1 + 0.2, "0.30000000000000004"},
                                                                                         {1e21, "1e+21"},
                                                                                         {123456789012345680000.0, "123456789012345680000"},
                                                                                         {1e-6, "0.000001"},
                                                                                         {1.5e-7, "1.5e-7"},
                                                                                         {5e-324, "5e-324"},
                                                                                         {HUGE_VAL, "Infinity"},
                                                                                         {-HUGE_VAL, "-Infinity"}})
    EXPECT_EQ(number_text(value), text);
  EXPECT_EQ(number_text(NAN), "");
  for (const char* text : {"", " ", "1,5", "0x10", "nan", "inf", "1e", "--1", "+-1", "1 2", "."})
    EXPECT_TRUE(std::isnan(number_of(text, 0))) << text;
  EXPECT_EQ(number_of("1970-01-02", 0), 1);
  EXPECT_EQ(number_of("1970-01-02", 60), 1 - 1.0 / 24);
  EXPECT_EQ(number_of(" 1e3 ", 0), 1000);
}

TEST(Dates, ReadWhatIsADateOnly) {
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01T24:00", "2026-01-01T10:60", "2026-01-01 10:00",
                           "2026-01-01T10:00+15:00", "2026-01-01T10:00:00.", "10:30", "20260101"})
    EXPECT_FALSE(parse_date_time(text, 0)) << text;
  EXPECT_EQ(parse_date_time("1970-01-01T00:00:01.5Z", 120), 1'500);
  EXPECT_EQ(parse_date_time("1970-01-01T02:00", 120), 0);
  EXPECT_EQ(date_time_text(*parse_date_time("2024-02-29", -330), -330), "2024-02-29");
  EXPECT_EQ(format_date_time(0, 0, "%a %d %b %Y %%H"), "Thu 01 Jan 1970 %00");
}

TEST(Utf16, CountsAndCutsAsClientsDo) {
  EXPECT_EQ(utf16_length("a😀ů"), 4u);
  EXPECT_EQ(utf16_slice("a😀ů", 0, 3), "a😀");
  EXPECT_EQ(utf16_slice("a😀ů", 3, 9), "ů");
  EXPECT_EQ(utf16_slice("a😀ů", 0, 2), "a\xEF\xBF\xBD") << "half a character";
}

}  // namespace
}  // namespace cityaudit::ingest
