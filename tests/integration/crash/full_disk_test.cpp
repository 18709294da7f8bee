// The disk fills up: new submissions are refused with 507, reading goes on, and all is well again once there is room.
#include "tests/integration/crash/mounted_disk.h"
#include "tests/integration/crash/site.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace cityaudit::tests {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

/// Posts one filled form until the answer has the wanted status, for at most ten seconds; the last status.
int status_within_ten_seconds(OpenRosaClient& client, int wanted, std::map<std::string, int>& acknowledged, std::string& message) {
  int status = 0;
  for (int tries = 0; tries < 100 && status != wanted; ++tries) {
    if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto filled = fill_bench_form(1, static_cast<std::uint64_t>(tries), padded_jpeg(40'000));
    const auto outcome = client.submit(filled);
    status = outcome ? outcome->status : 0;
    message = outcome ? outcome->message : outcome.error().message;
    if (outcome && outcome->accepted) ++acknowledged[filled.instance_id];
  }
  return status;
}

void fill_refuse_and_recover(std::int64_t reserve_bytes, std::int64_t left_bytes) {
  MountedDisk disk(MountedDisk::Kind::tmpfs, 96);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  Site site(disk.path() / "data", {"CITYAUDIT_STORE_DISK_RESERVE_BYTES=" + std::to_string(reserve_bytes)});
  site.open();
  site.server.start();
  ASSERT_TRUE(site.server.wait_ready()) << site.server.log();
  OpenRosaClient client(site.base_url);
  std::map<std::string, int> acknowledged;
  std::string message;
  ASSERT_EQ(status_within_ten_seconds(client, 201, acknowledged, message), 201) << message;

  disk.fill(left_bytes);
  EXPECT_EQ(status_within_ten_seconds(client, 507, acknowledged, message), 507) << message;
  EXPECT_FALSE(message.empty()) << "the phone shows nothing";
  const auto forms = client.form_list();
  EXPECT_TRUE(forms && forms->size() == 1) << "the form list is not served on a full disk";
  HttpClient plain("127.0.0.1", site.server.port());
  const auto alive = plain.get("/healthz");
  EXPECT_TRUE(alive && alive->status == 200);
  EXPECT_TRUE(site.server.running());

  disk.free();
  EXPECT_EQ(status_within_ten_seconds(client, 201, acknowledged, message), 201) << message;
  EXPECT_EQ(site.server.stop(), 0) << site.server.log();
  std::map<std::string, Sent> book;
  const auto listed = site.server.command("submissions");
  for (const auto& [instance, count] : acknowledged)
    EXPECT_NE(listed.output.find(instance), std::string::npos) << "acknowledged and lost: " << instance;
  expect_book_stored(site.data_folder, book);
}

TEST(FullDisk, IsRefusedAtTheReserveAndRecoversWithoutARestart) { fill_refuse_and_recover(16 * mebibyte, 8 * mebibyte); }
TEST(FullDisk, IsRefusedAtTheVeryEndAndRecoversWithoutARestart) { fill_refuse_and_recover(0, 0); }

TEST(FullDisk, IsRefusedAtTheVeryEndAndRecoversWithoutARestartAndEncrypted) {
  const KeyInEnvironment key;
  fill_refuse_and_recover(0, 0);
}

}  // namespace
}  // namespace cityaudit::tests
