#include "tests/support/many_submissions.h"

#include "tests/support/ingest_fixture.h"

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <random>
#include <thread>

namespace cityaudit::tests {
namespace {

constexpr std::string_view vocabulary[] = {"zastávka", "lavička",  "osvětlení", "přechod", "ulice",  "tma",     "bezpečí", "úřad",
                                           "okénko",   "formulář", "překlad",   "soused",  "hřiště", "park",    "hluk",    "chodník",
                                           "schody",   "výtah",    "děti",      "školka",  "lékař",  "nádraží", "most",    "tramvaj"};

std::string sentence(std::mt19937& random) {
  std::string out;
  const std::size_t words = 4 + random() % 20;
  for (std::size_t i = 0; i < words; ++i) {
    if (i > 0) out += ' ';
    out += vocabulary[random() % std::size(vocabulary)];
  }
  return out;
}

std::string filled(std::size_t number, std::size_t count) {
  std::mt19937 random(static_cast<unsigned>(number));
  SmallAnswers answers;
  answers.instance_id = fmt::format("uuid:00000000-0000-4000-8000-{:012x}", number + 1);
  answers.code = fmt::format("WA{:04}", number % 10'000);
  answers.lighting = random() % 5 == 4 ? "na" : std::to_string(random() % 4);
  answers.comment = sentence(random);
  if (number == count / 2) answers.comment += " krokodýl";
  return small_instance(answers);
}

}  // namespace

Result<> ManySubmissions::send(std::size_t count, UtcMillis now) {
  constexpr std::size_t senders = 16;
  CITYAUDIT_TRY(intake, activities.find_by_token(activities.token(activity)));
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<Error> first_fault;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      const UtcMillis at = now + static_cast<std::int64_t>(i + 1 - count) * 60'000;
      const std::string xml = filled(i, count);  // outlives what is judged of it
      const auto judged = ingest::judge(intake, xml, at, 7 * millis_per_day, {});
      const auto receipt = judged ? submissions.receive(*judged, {}) : Result<ingest::Receipt>(judged.error());
      if (receipt) continue;
      const std::lock_guard lock(mutex);
      if (!first_fault) first_fault = receipt.error();
      next = count;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < senders; ++i) threads.emplace_back(run);
  for (std::thread& each : threads) each.join();
  if (first_fault) return *first_fault;
  return {};
}

}  // namespace cityaudit::tests
