#include "tests/integration/crash/site.h"

#include "base/text.h"
#include "store/key_ring.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdlib.h>
#include <map>
#include <random>
#include <stdexcept>

namespace cityaudit::tests {

std::uint64_t run_seed() {
  const auto seed = static_cast<std::uint64_t>(test_setting("CITYAUDIT_SEED", std::random_device{}()));
  fmt::print("seed {} (CITYAUDIT_SEED)\n", seed);
  return seed;
}

KeyInEnvironment::KeyInEnvironment() : id_(store::make_key_file(file(), SystemClock().now()).value()) {
  ::setenv("CITYAUDIT_KEY_FILE", file().c_str(), 1);
}

KeyInEnvironment::~KeyInEnvironment() { ::unsetenv("CITYAUDIT_KEY_FILE"); }

Site::Site(const std::filesystem::path& folder, std::vector<std::string> environment)
    : server({CITYAUDIT_EXECUTABLE, folder, {}, std::move(environment)}), data_folder(folder) {}

void Site::open() {
  const auto base = server.open_form(CITYAUDIT_SOURCE_FOLDER "/tests/data/forms/city-walk.xml", "crash", "walk");
  if (!base) throw std::runtime_error(base.error().message);
  base_url = *base;
}

std::size_t expect_everything_stored(Site& site, const Phones& phones) {
  EXPECT_EQ(site.server.stop(), 0) << site.server.log();
  return expect_book_stored(site.data_folder, phones.book());
}

std::size_t expect_book_stored(const std::filesystem::path& data_folder, const std::map<std::string, Sent>& book) {
  const auto run = [&](const char* name) { return run_command({CITYAUDIT_EXECUTABLE, name, "--data", data_folder}, 300); };
  const auto verified = run("verify");
  EXPECT_EQ(verified.exit_code, 0) << verified.output << verified.errors;

  const auto listed = run("submissions");
  EXPECT_EQ(listed.exit_code, 0) << listed.errors;
  std::map<std::string, int, std::less<>> lines;
  for (const auto line : words(listed.output)) ++lines[std::string(line)];
  for (const auto& [instance, count] : lines) {
    if (count != 1) ADD_FAILURE() << instance << " is listed " << count << " times";
  }
  std::size_t missing = 0;
  for (const auto& [instance, sent] : book) missing += lines.contains(instance) ? 0 : 1;
  EXPECT_EQ(missing, 0u) << "acknowledged instances are not listed";

  std::size_t stored = 0;
  const auto faults = compare_with_book(data_folder, book, stored);
  if (!faults) {
    ADD_FAILURE() << faults.error().code << ": " << faults.error().message;
    return 0;
  }
  for (const auto& fault : *faults) ADD_FAILURE() << fault;
  EXPECT_EQ(stored, lines.size());
  return stored;
}

}  // namespace cityaudit::tests
