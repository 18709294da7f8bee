// How long one thread takes to read and to judge a filled city-walk checklist (40 questions), compiled once.
// validation_bench [rounds = 20000]; prints microseconds per submission.

#include "ingest/forms/facts.h"
#include "ingest/forms/instruments.h"
#include "ingest/forms/validation.h"
#include "tests/support/filled_form.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <functional>

namespace cityaudit {
namespace {

/// The thread's own time: other processes do not count.
double processor_micros() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double micros_each(int rounds, const std::function<std::size_t(std::size_t)>& work, std::size_t& sum) {
  const double start = processor_micros();
  for (int i = 0; i < rounds; ++i) sum += work(static_cast<std::size_t>(i));
  return (processor_micros() - start) / rounds;
}

int run(int rounds) {
  const auto imported = ingest::built_in_instrument("walk_checklist");
  if (!imported) return 1;
  const ingest::FormDefinition& form = imported->definition;
  std::vector<std::string> filled;
  std::vector<ingest::Instance> instances;
  for (std::uint64_t i = 0; i < 64; ++i) {
    tests::FillOptions options;
    options.index = i;
    const auto made = tests::fill_form(imported->xml, options);
    if (!made) return 1;
    filled.push_back(made->xml);
    instances.push_back(*ingest::read_instance(made->xml));
  }
  ingest::ValidationContext context;
  context.now = {1'800'000'000'000};
  std::size_t sum = 0;
  const double reading =
      micros_each(rounds, [&](std::size_t i) { return ingest::read_instance(filled[i % filled.size()])->answers.size(); }, sum);
  const double judging = micros_each(
      rounds, [&](std::size_t i) { return ingest::validate(form, instances[i % instances.size()].answers, context).size(); }, sum);
  const double files = micros_each(
      rounds, [&](std::size_t i) { return ingest::expected_attachments(form, instances[i % instances.size()].answers).size(); }, sum);
  fmt::print(
      "questions {}, answers {}\nread_instance        {:6.1f} us\nvalidate             {:6.1f} us\nexpected_attachments {:6.1f} us\n",
      form.controls.size(), instances.front().answers.size(), reading, judging, files);
  return sum == 0 ? 1 : 0;
}

}  // namespace
}  // namespace cityaudit

int main(int argc, char** argv) { return cityaudit::run(argc > 1 ? std::atoi(argv[1]) : 20'000); }
