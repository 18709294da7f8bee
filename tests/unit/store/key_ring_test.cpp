#include "store/key_ring.h"

#include "base/text.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <fstream>
#include <iterator>
#include <thread>

namespace cityaudit::store {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

unsigned rights_of(const std::filesystem::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

TEST(KeyRing, TakesTheFirstLineAsTheCurrentKey) {
  const DataKey a = DataKey::make({0}), b = DataKey::make({1'700'000'000'000});
  const auto ring = KeyRing::parse("# of the old machine\n\n" + b.line() + "  # since June\r\n " + a.line());
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->current().id, b.id);
  ASSERT_NE(ring->find(a.id), nullptr);
  EXPECT_EQ(ring->find(a.id)->key.value, a.key.value);
  EXPECT_EQ(ring->find("2001-01-01-aaaa"), nullptr);
}

TEST(KeyRing, RefusesWhatIsNoKeyAndSaysInWhichLine) {
  const std::string good = DataKey::make({0}).line();
  const std::string key = good.substr(good.find(':') + 1);
  EXPECT_EQ(KeyRing::parse("# nothing\n").error().code, "keys.none");
  for (const std::string& line : {std::string("no-colon"), "UPPER:" + key, ":" + key, "short:" + key.substr(4), "id:" + key + "AAAA",
                                  "id-of-more-than-16:" + key, "id:not base64!" + key, good}) {
    const auto ring = KeyRing::parse(good + "\n\n" + line + "\n");
    ASSERT_FALSE(ring) << line;
    EXPECT_EQ(ring.error().code, "keys.line_unusable");
    EXPECT_EQ(ring.error().arguments[0].value, "3");
    EXPECT_EQ(ring.error().message.find(key.substr(0, 8)), std::string::npos) << "a key in a message";
  }
}

TEST(KeyFile, IsMadeForItsOwnerOnlyAndNeverOverwritten) {
  const tests::TemporaryFolder folder;
  const auto path = folder.path() / "data.key";
  const auto id = make_key_file(path, {0});
  ASSERT_TRUE(id);
  EXPECT_EQ(rights_of(path), 0600u);
  const std::string before = text_of(path);
  EXPECT_EQ(make_key_file(path, {0}).error().code, "keys.file_exists");
  EXPECT_EQ(text_of(path), before);
  EXPECT_EQ((*KeyFile::open(path))->ring()->current().id, *id);
}

TEST(KeyFile, GetsAFurtherKeyInFrontOfTheOthers) {
  const tests::TemporaryFolder folder;
  const auto path = folder.path() / "data.key";
  const std::string first = make_key_file(path, {0}).value();
  std::ofstream(path, std::ios::app) << "# a remark\n";
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  const auto second = add_key(path, {0});
  ASSERT_TRUE(second);
  EXPECT_EQ(rights_of(path), 0640u);
  const auto ring = (*KeyFile::open(path))->ring();
  EXPECT_EQ(ring->current().id, *second);
  EXPECT_NE(ring->find(first), nullptr);
  EXPECT_NE(text_of(path).find("# a remark"), std::string::npos);
}

TEST(KeyFile, SaysWhatIsWrongWithIt) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(KeyFile::open(folder.path() / "none").error().code, "keys.file_unreadable");
  std::ofstream(folder.path() / "bad") << "rubbish\n";
  const auto bad = KeyFile::open(folder.path() / "bad");
  EXPECT_EQ(bad.error().code, "keys.line_unusable");
}

TEST(KeyFile, IsReadAgainWhenItChangesAndKeptWhenItBreaks) {
  const tests::TemporaryFolder folder;
  const auto path = folder.path() / "data.key";
  make_key_file(path, {0}).value();
  const auto file = KeyFile::open(path).value();
  const std::string second = add_key(path, {0}).value();
  const auto within = [&](auto&& holds) {
    for (int tries = 0; tries < 60 && !holds(); ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return holds();
  };
  EXPECT_TRUE(within([&] { return file->ring()->current().id == second; }));
  std::ofstream(path) << "broken";
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_EQ(file->ring()->current().id, second);
}

TEST(Cipher, OpensOnlyWhatItSealedForTheSameContext) {
  Cipher cipher(SecretKey::random()), other(SecretKey::random());
  std::array<unsigned char, 5 + record_overhead_bytes> record{};
  std::copy_n("photo", 5, record.begin() + nonce_bytes);
  cipher.seal(record, bytes_of("here"));
  const auto opens = [](Cipher& with, auto bytes, std::string_view context) { return with.open(bytes, bytes_of(context)); };
  EXPECT_FALSE(opens(other, record, "here"));
  EXPECT_FALSE(opens(cipher, record, "there"));
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    auto flipped = record;
    flipped[bit / 8] ^= static_cast<unsigned char>(1U << (bit % 8));
    EXPECT_FALSE(opens(cipher, flipped, "here")) << bit;
  }
  ASSERT_TRUE(cipher.open(record, bytes_of("here")));
  EXPECT_EQ(std::string(record.begin() + nonce_bytes, record.begin() + nonce_bytes + 5), "photo");
}

TEST(Cipher, NeverWritesTheSameTwice) {
  Cipher cipher(SecretKey::random());
  std::array<unsigned char, 5 + record_overhead_bytes> a{}, b{};
  cipher.seal(a, {});
  cipher.seal(b, {});
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace cityaudit::store
