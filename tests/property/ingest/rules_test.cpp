// The server and ODK's own form engine judge generated answers to the built-in instruments alike: what is relevant, which required
// answers are missing, which break their constraint. The engine's verdicts are recorded by tests/oracle.
#include "ingest/forms/instruments.h"
#include "ingest/forms/validation.h"
#include "ingest/submission_view.h"
#include "tests/support/gzip_file.h"

#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <set>

namespace cityaudit::ingest {
namespace {

namespace json = boost::json;
using Paths = std::set<std::string>;

Paths paths_of(const json::value& list) {
  Paths out;
  for (const json::value& path : list.as_array()) out.emplace(path.as_string());
  return out;
}

/// "x*500" is short for five hundred letters.
void expand(Answers& answers) {
  for (Answer& answer : answers)
    if (answer.value.starts_with("x*")) answer.value = std::string(std::stoul(answer.value.substr(2)), 'x');
}

class Verdict {
 public:
  Verdict(const FormDefinition& form, const Answers& answers) {
    ValidationContext context;
    context.now = *parse_iso8601("2026-11-22T09:15:30.500Z");
    ValidationLimits limits;
    limits.problems_max = 10'000;
    limits.evaluation.millis_max = 60'000;
    for (const Problem& problem : validate(form, answers, context, limits)) {
      const std::string path = path_in_repeat(problem.path, problem.repeat);
      if (problem.code == "problem.required_empty") required.insert(path);
      if (problem.code == "problem.constraint_failed") constraint.insert(path);
      if (problem.code == "problem.not_relevant") not_relevant.insert(path);
      EXPECT_NE(problem.code, "problem.not_judged");
    }
    const std::vector<bool> relevant = relevance(form, answers, context);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (relevant[i]) continue;
      const std::string path = path_in_repeat(answers[i].path, repeat_key(form, answers[i]));
      irrelevant.insert(path);
      if (!answers[i].value.empty()) answered_though_irrelevant.insert(path);
    }
  }

  Paths irrelevant, required, constraint, not_relevant, answered_though_irrelevant;
};

TEST(Rules, AgreeWithOdksEngineOnGeneratedAnswersToEveryInstrument) {
  const json::value golden = json::parse(tests::read_gzip(std::string(CITYAUDIT_SOURCE_FOLDER) + "/tests/data/expressions/rules.json.gz"));
  ASSERT_EQ(golden.as_array().size(), instrument_names().size()) << "tests/oracle/README.md says how to renew the record";
  for (const json::value& entry : golden.as_array()) {
    const std::string name(entry.at("instrument").as_string());
    const auto imported = built_in_instrument(name);
    ASSERT_TRUE(imported) << name << ": " << imported.error().code;
    const FormDefinition& form = imported->definition;
    const json::array& sets = entry.at("sets").as_array();
    EXPECT_GE(sets.size(), 200u) << name;
    for (std::size_t i = 0; i < sets.size(); ++i) {
      auto instance = read_instance(sets[i].at("xml").as_string());
      ASSERT_TRUE(instance) << name << " " << i << ": " << instance.error().code;
      expand(instance->answers);
      const Verdict verdict(form, instance->answers);
      EXPECT_EQ(verdict.irrelevant, paths_of(sets[i].at("irrelevant"))) << name << " " << i;
      EXPECT_EQ(verdict.required, paths_of(sets[i].at("required"))) << name << " " << i;
      EXPECT_EQ(verdict.constraint, paths_of(sets[i].at("constraint"))) << name << " " << i;
      EXPECT_EQ(verdict.not_relevant, verdict.answered_though_irrelevant) << name << " " << i;
      if (HasFailure()) return;  // one set tells enough
    }
  }
}

}  // namespace
}  // namespace cityaudit::ingest
