// Our expressions against those of ODK's own form engine, recorded by tests/oracle. What differs is listed with its reason.
#include "base/text.h"
#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/numbers.h"
#include "ingest/forms/form_world.h"
#include "ingest/forms/secondary_instance.h"
#include "ingest/forms/xform.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

namespace cityaudit::ingest {
namespace {

namespace json = boost::json;

std::string data_file(const std::string& name) {
  std::ifstream in(std::string(CITYAUDIT_SOURCE_FOLDER) + "/tests/data/expressions/" + name);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Difference {
  std::string reason;
  bool seen = false;
};

/// By expression.
std::map<std::string, Difference> differences() {
  std::map<std::string, Difference> out;
  const json::value list = json::parse(data_file("differences.json"));
  for (const json::value& entry : list.as_array())
    for (const json::value& expression : entry.at("expressions").as_array())
      out[std::string(expression.as_string())] = {std::string(entry.at("reason").as_string())};
  return out;
}

/// The last digits of a sine depend on the library.
bool same_number(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::abs(a - b) <= 1e-13 * std::max(std::abs(a), std::abs(b));
}
bool same_text(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto x = parse_decimal(a);
  const auto y = parse_decimal(b);
  return x && y && same_number(*x, *y);
}

class Oracle : public ::testing::Test {
 protected:
  Oracle()
      : form_(*read_xform(data_file("form.xml"))),
        instance_(*read_instance(data_file("answers.xml"))),
        tree_(form_, instance_.answers, 10'000) {
    for (const char* name : {"stops.csv", "areas.geojson"}) files_[name] = read_file_instance(name, data_file(name));
  }

  const FormDefinition form_;
  const Instance instance_;
  const FormTree tree_;
  FileInstances files_;
};

TEST_F(Oracle, AgreesOnEveryExpressionButTheListedOnes) {
  auto listed = differences();
  std::size_t compared = 0;
  const json::value expected = json::parse(data_file("expected.json"));
  for (const json::value& group : expected.as_array()) {
    ValidationContext context;
    context.now = *parse_iso8601("2026-11-22T09:15:30.500Z");
    context.utc_offset = static_cast<int>(group.at("offset").as_int64());
    context.files = &files_;
    EvaluationLimits limits;
    limits.steps_max = 100'000'000;
    limits.millis_max = 600'000;
    FormWorld world(form_, tree_, context, limits);
    for (const json::value& row : group.at("rows").as_array()) {
      const std::string source(row.at(1).as_string());
      const auto parsed = parse_expression(source);
      ASSERT_TRUE(parsed) << source << ": " << parsed.error().code;
      const NodeSet nodes = world.evaluation().nodes(*parse_expression(row.at(0).as_string()), {0, 0});
      ASSERT_EQ(nodes.size(), 1u) << row.at(0);
      const std::string text = world.evaluation().text(*parsed, nodes[0]);
      const double number = world.evaluation().number(*parsed, nodes[0]);
      const bool boolean = world.evaluation().boolean(*parsed, nodes[0]);
      if (row.at(2).is_null() || row.at(3).is_null() || row.at(4).is_null()) continue;  // the engine throws; we have an answer
      const double expected_number = row.at(3).as_string() == "NaN" ? NAN : number_of(row.at(3).as_string(), 0);
      const bool same = same_text(text, row.at(2).as_string()) && same_number(number, expected_number) && boolean == row.at(4).as_bool();
      ++compared;
      const auto difference = listed.find(source);
      if (difference != listed.end() && !same) difference->second.seen = true;
      EXPECT_TRUE(same || difference != listed.end())
          << source << " at " << row.at(0).as_string() << ": '" << text << "' " << number << " " << boolean << ", the engine says "
          << row.at(2) << " " << row.at(3) << " " << row.at(4);
    }
    ASSERT_FALSE(world.evaluation().exhausted());
  }
  EXPECT_GE(compared, 2'000u);
  for (const auto& [expression, difference] : listed)
    EXPECT_TRUE(difference.seen) << expression << " no longer differs: take it off the list";
}

}  // namespace
}  // namespace cityaudit::ingest
