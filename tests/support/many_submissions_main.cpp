// many-submissions FOLDER COUNT: puts that many filled forms of the activity "walk" of the audit "many" into a data folder that nobody
// serves, makes them findable, and approves every tenth. Prints how long it took.

#include "analysis/search_reader.h"
#include "base/text.h"
#include "server/app.h"
#include "tests/support/ingest_fixture.h"
#include "tests/support/many_submissions.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

namespace cityaudit {
namespace {

Result<> approve_every_tenth(server::Domain& domain, std::size_t count) {
  for (std::size_t i = 0; i < count; i += 10) {
    const Uuid uuid = ingest::uuid_of_instance(fmt::format("uuid:00000000-0000-4000-8000-{:012x}", i + 1));
    CITYAUDIT_CHECK(domain.submissions.review(uuid, ingest::Decision::approve, {{}, "system"}, ""));
  }
  return {};
}

Result<> fill(const std::string& folder, std::size_t count) {
  const Settings settings = Settings::defaults();
  std::filesystem::create_directories(folder);
  CITYAUDIT_TRY(domain, server::Domain::open(settings, server::DataFolder{folder}, true));
  ingest::Audit wanted;
  wanted.slug = "many";
  wanted.title = {{"cs", "Mnoho podání"}, {"en", "Many submissions"}};
  wanted.city = "Zlín";
  CITYAUDIT_TRY(audit, domain->audits.ensure(wanted));
  CITYAUDIT_TRY(form, domain->forms.publish(tests::small_form()));
  ingest::NewActivity opening;
  opening.code = "walk";
  opening.instrument = "walk";
  opening.people_expected = static_cast<std::int64_t>(count);
  CITYAUDIT_TRY(activity, domain->activities.open(audit, opening, *form));
  CITYAUDIT_CHECK((tests::ManySubmissions{domain->activities, domain->submissions, activity}.send(count, domain->clock.now())));
  CITYAUDIT_CHECK(approve_every_tenth(*domain, count));
  analysis::SearchReader search(*domain->database, domain->forms, analysis::SearchLimits::from(settings));
  return ingest::LogReaderThread(*domain->database, search).catch_up();
}

}  // namespace
}  // namespace cityaudit

int main(int count, char** arguments) {
  const auto wanted = count == 3 ? cityaudit::parse_integer(arguments[2]) : std::nullopt;
  if (!wanted || *wanted < 1) {
    fmt::print(stderr, "many-submissions FOLDER COUNT\n");
    return 2;
  }
  const auto started = std::chrono::steady_clock::now();
  if (const auto done = cityaudit::fill(arguments[1], static_cast<std::size_t>(*wanted)); !done) {
    fmt::print(stderr, "{}: {}\n", done.error().code, done.error().message);
    return 1;
  }
  fmt::print("{} submissions in {:.1f} s\n", *wanted, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
  return 0;
}
