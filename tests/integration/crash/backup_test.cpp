// A backup taken while phones send: it holds every submission acknowledged before it began, and comes back whole.
#include "tests/integration/crash/site.h"
#include "tests/support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace cityaudit::tests {
namespace {

std::filesystem::path first_blob(const std::filesystem::path& data_folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_folder / "blobs"))
    if (entry.is_regular_file() && entry.path().filename().string().size() == 64) return entry.path();
  return {};
}

TEST(Backup, UnderLoadHoldsAllThatWasAcknowledgedBeforeIt) {
  const auto seed = run_seed();
  TemporaryFolder folder;
  Site site(folder.path() / "data");
  site.open();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  Phones phones({.base_url = site.base_url, .seed = seed, .pause_micros = 5000});
  phones.start();
  std::this_thread::sleep_for(std::chrono::seconds(2));

  const auto before = phones.book();
  ASSERT_GT(before.size(), 20u);
  const auto backup = site.server.command("backup", {"--to", folder.path() / "backup"});
  ASSERT_EQ(backup.exit_code, 0) << backup.output << backup.errors;
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_TRUE(phones.drain(30));

  const auto restored = folder.path() / "restored";
  const auto restore = run_command({CITYAUDIT_EXECUTABLE, "restore", "--data", restored, "--from", folder.path() / "backup"});
  ASSERT_EQ(restore.exit_code, 0) << restore.output << restore.errors;
  const auto held = expect_book_stored(restored, before);
  EXPECT_GE(held, before.size());
  const auto stored = expect_everything_stored(site, phones);
  fmt::print("{} acknowledged before the backup, {} in it, {} at the end\n", before.size(), held, stored);

  const auto again = run_command({CITYAUDIT_EXECUTABLE, "restore", "--data", restored, "--from", folder.path() / "backup"});
  EXPECT_NE(again.exit_code, 0) << "restore wrote over existing data";
  EXPECT_FALSE(again.errors.empty());

  // What was restored is a data folder like any other: it serves, and takes a repeat for what it is.
  Site copy(restored);
  copy.server.start();
  ASSERT_TRUE(copy.server.wait_ready()) << copy.server.log();
  EXPECT_EQ(copy.server.stop(), 0) << copy.server.log();
}

// Photos are copied as they are stored, and the key stays where it is.
TEST(Backup, OfEncryptedPhotosHasNoKeyInItAndAsksForIt) {
  TemporaryFolder folder;
  const auto restored = folder.path() / "restored";
  auto key = std::make_unique<KeyInEnvironment>();
  Site site(folder.path() / "data");
  site.open();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  Phones phones({.base_url = site.base_url, .seed = run_seed(), .pause_micros = 5000});
  phones.start();
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const auto before = phones.book();
  const auto backup = site.server.command("backup", {"--to", folder.path() / "backup"});
  ASSERT_EQ(backup.exit_code, 0) << backup.output << backup.errors;
  EXPECT_NE(backup.errors.find(key->file().string()), std::string::npos) << backup.errors;

  // A new key, and everything under it, while phones send.
  ASSERT_EQ(run_command({CITYAUDIT_EXECUTABLE, "keys", "add"}).exit_code, 0);
  const auto rotated = run_command({CITYAUDIT_EXECUTABLE, "keys", "rotate", "--data", site.data_folder});
  EXPECT_EQ(rotated.exit_code, 0) << rotated.output << rotated.errors;
  EXPECT_TRUE(phones.drain(30));
  phones.stop();
  expect_everything_stored(site, phones);
  const auto listed = run_command({CITYAUDIT_EXECUTABLE, "keys", "list", "--data", site.data_folder});
  EXPECT_EQ(listed.output.find(key->id()), std::string::npos) << listed.output;
  EXPECT_NE(listed.output.find("not encrypted: 0 files"), std::string::npos) << listed.output;

  const auto restore = run_command({CITYAUDIT_EXECUTABLE, "restore", "--data", restored, "--from", folder.path() / "backup"});
  ASSERT_EQ(restore.exit_code, 0) << restore.output << restore.errors;
  expect_book_stored(restored, before);

  const std::string id = key->id();
  key.reset();
  const auto serve = run_command({CITYAUDIT_EXECUTABLE, "serve", "--data", restored, "--listen", "127.0.0.1:0"}, 10);
  EXPECT_EQ(serve.exit_code, 1);
  EXPECT_NE(serve.errors.find(id), std::string::npos) << serve.errors;
  EXPECT_NE(serve.errors.find("CITYAUDIT_KEY_FILE"), std::string::npos) << serve.errors;
  const auto blind = run_command({CITYAUDIT_EXECUTABLE, "restore", "--data", folder.path() / "blind", "--from", folder.path() / "backup"});
  EXPECT_EQ(blind.exit_code, 1);
  EXPECT_NE(blind.errors.find("unread"), std::string::npos) << blind.errors;
  EXPECT_NE(blind.errors.find(id), std::string::npos) << blind.errors;
}

TEST(Verify, SaysWhatIsWrong) {
  TemporaryFolder folder;
  Site site(folder.path() / "data");
  site.open();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  OpenRosaClient client(site.base_url);
  for (std::uint64_t i = 0; i < 3; ++i) {
    const auto outcome = client.submit(fill_bench_form(1, i, padded_jpeg(20'000)));
    ASSERT_TRUE(outcome && outcome->accepted);
  }
  ASSERT_EQ(site.server.stop(), 0) << site.server.log();
  ASSERT_EQ(site.server.command("verify").exit_code, 0);

  const auto blob = first_blob(site.data_folder);
  ASSERT_FALSE(blob.empty());
  {
    std::fstream file(blob, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(1000);
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(1000);
    file.put(byte);
  }
  const auto flipped = site.server.command("verify");
  EXPECT_NE(flipped.exit_code, 0);
  EXPECT_NE((flipped.output + flipped.errors).find(blob.filename().string().substr(0, 12)), std::string::npos)
      << flipped.output << flipped.errors;

  EXPECT_NE(flipped.output.find(" of submission uuid:"), std::string::npos) << flipped.output;

  std::filesystem::remove(blob);
  const auto missing = site.server.command("verify");
  EXPECT_NE(missing.exit_code, 0);
  EXPECT_NE((missing.output + missing.errors).find(blob.filename().string().substr(0, 12)), std::string::npos)
      << missing.output << missing.errors;
}

}  // namespace
}  // namespace cityaudit::tests
