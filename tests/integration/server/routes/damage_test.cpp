// Files whose bytes have changed on the disk: never shown, and told by verify with whose they are. Plain and encrypted.
#include "server/maintenance.h"
#include "store/key_ring.h"
#include "tests/integration/server/routes/fixture.h"

#include <stdlib.h>
#include <fstream>

namespace cityaudit::server::tests {
namespace {

struct WithoutKey {
  static constexpr char format = 1;
};

struct WithKey {
  static constexpr char format = 2;
  cityaudit::tests::TemporaryFolder key_folder;
  WithKey() {
    store::make_key_file(key_folder.path() / "data.key", {0}).value();
    ::setenv("CITYAUDIT_KEY_FILE", (key_folder.path() / "data.key").c_str(), 1);
  }
  ~WithKey() { ::unsetenv("CITYAUDIT_KEY_FILE"); }
};

template <class Key>
class DamagedFiles : private Key, public RoutesFixture {
 protected:
  static constexpr char format = Key::format;
  static constexpr const char* instance = "uuid:00000000-0000-4000-8000-00000000000a";

  std::filesystem::path file_of(const Sha256& name) const {
    const std::string hex = to_hex(name);
    return folder.path() / "blobs" / hex.substr(0, 2) / hex;
  }
  static void flip_last_bit(const std::filesystem::path& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-1, std::ios::end);
    const auto byte = static_cast<char>(file.get() ^ 1);
    file.seekp(-1, std::ios::end);
    file.put(byte);
  }
  bool says(const std::string& a, const std::string& b, bool quick = false) {
    const auto verdict = verify_data(*domain, quick).value();
    for (const std::string& fault : verdict.faults)
      if (fault.find(a) != fault.npos && fault.find(b) != fault.npos) return true;
    return false;
  }
};

using Keys = testing::Types<WithoutKey, WithKey>;
TYPED_TEST_SUITE(DamagedFiles, Keys);

TYPED_TEST(DamagedFiles, AreNotShownAndVerifySaysWhoseTheyAre) {
  const Uuid submission = this->receive(this->instance, {{"a.jpg", "\xff\xd8\xff the original"}});
  const std::string small = this->derive_photo(submission);
  const std::string photo_id = to_string(this->photo_of(submission));
  this->approve(submission);
  this->catch_up();
  const Person person = this->staff();
  const std::string address = "/api/photos/" + photo_id + "/thumbnail";
  ASSERT_EQ(this->get(address, person).text(), small);
  EXPECT_TRUE(verify_data(*this->domain, false)->faults.empty());

  const auto path = this->file_of(sha256(bytes_of(small)));
  ASSERT_EQ(std::ifstream(path, std::ios::binary).get(), this->format);
  this->flip_last_bit(path);
  const Answer refused = this->get(address, person);
  EXPECT_EQ(refused.status, 500u);
  EXPECT_EQ(refused.code(), "blob.damaged");
  EXPECT_TRUE(this->says("the thumbnail of photo " + photo_id + " of submission " + this->instance, "have changed"));
  EXPECT_FALSE(this->says("", "original"));

  const auto original = this->domain->photos.find(this->photo_of(submission)).value()->original;
  this->flip_last_bit(this->file_of(original));
  EXPECT_TRUE(this->says("the original of photo " + photo_id + " of submission " + this->instance, "have changed"));
  std::filesystem::remove(this->file_of(original));
  EXPECT_TRUE(this->says("the original of photo " + photo_id, "missing"));
  EXPECT_TRUE(this->says("the original of photo " + photo_id, "missing", true));
}

TYPED_TEST(DamagedFiles, StayOutOfABackup) {
  const Uuid submission = this->receive(this->instance, {{"a.jpg", "\xff\xd8\xff the original"}});
  const auto original = this->domain->photos.find(this->photo_of(submission)).value()->original;
  const cityaudit::tests::TemporaryFolder elsewhere;
  const auto good = make_backup(*this->domain, elsewhere.path() / "good").value();
  EXPECT_EQ(good.damaged_blobs + good.unread_blobs, 0);
  this->flip_last_bit(this->file_of(original));
  EXPECT_EQ(make_backup(*this->domain, elsewhere.path() / "bad")->damaged_blobs, 1);

  const DataFolder restored{elsewhere.path() / "restored"};
  const auto facts = restore_backup(elsewhere.path() / "good", restored, nullptr);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->unread_blobs, this->format == 2 ? good.blobs : 0);
  const auto again = Domain::open(this->settings, restored, true);
  ASSERT_TRUE(again) << again.error().code;
  EXPECT_TRUE(*(*again)->blobs->is_intact(original));
}

class EncryptedFolder : private WithKey, public RoutesFixture {};

TEST_F(EncryptedFolder, IsNotOpenedWithoutItsKey) {
  receive("uuid:00000000-0000-4000-8000-00000000000a", {{"a.jpg", "\xff\xd8\xff the original"}});
  const std::string key_file = ::getenv("CITYAUDIT_KEY_FILE");
  ::unsetenv("CITYAUDIT_KEY_FILE");
  EXPECT_EQ(Domain::open(settings, domain->folder, false).error().code, "keys.file_needed");
  Settings with_file = settings;
  with_file.set("store.key_file", key_file);
  EXPECT_TRUE(Domain::open(with_file, domain->folder, false));
  with_file.set("store.key_file", (folder.path() / "data.key").string());
  EXPECT_EQ(Domain::open(with_file, domain->folder, false).error().code, "keys.in_data_folder");
}

}  // namespace
}  // namespace cityaudit::server::tests
