#include "store/disk/sealed_chunks.h"

#include "tests/unit/store/disk/key_store_fixture.h"

#include <gtest/gtest.h>

namespace cityaudit::store {
namespace {

TEST(SealedBlobs, HaveNothingInThemThatCanBeReadWithoutTheKey) {
  const KeyStore store;
  const std::string marker = "MARKER: Novakova lives at 12 Dlouha";
  const auto blobs = store.open();
  std::string photo;
  while (photo.size() < 300'000) photo += marker;
  const Sha256 name = *write_all(*blobs, photo);
  write_all(*blobs, marker).value();
  const auto writer = std::move(blobs->create()).value();
  ASSERT_TRUE(writer->write(bytes_of(photo)));  // still on its way
  const auto begun = std::move(blobs->open_partial(random_uuid(), 0)).value();
  ASSERT_TRUE(begun->append(bytes_of(photo)));
  ASSERT_TRUE(begun->sync());
  const auto synced_twice = std::move(blobs->open_partial(random_uuid(), 0)).value();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(synced_twice->append(bytes_of(marker)));
    ASSERT_TRUE(synced_twice->sync());
  }
  const std::string stolen = everything_in(store.blob_folder);
  EXPECT_GT(stolen.size(), 800'000u);
  for (const std::string_view word : {"MARKER", "Novakova", "Dlouha"}) EXPECT_EQ(stolen.find(word), std::string::npos) << word;

  const auto thief = store.open_without_key();
  const auto opened = thief->open(name);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "blob.key_missing");
  EXPECT_EQ(opened.error().arguments[0].value, store.ring()->current().id);
}

TEST(SealedBlobs, TheSameBytesUnderTwoNamesOfFileShareNothing) {
  const KeyStore store;
  const auto blobs = store.open();
  const Sha256 name = *write_all(*blobs, some_bytes(1000));
  const std::string first = text_of(store.file(name));
  write_all(*blobs, some_bytes(1000)).value();
  EXPECT_NE(first.substr(sealed_header_bytes), text_of(store.file(name)).substr(sealed_header_bytes)) << "a key was used twice";
}

TEST(SealedBlobs, AFlippedBitIsNeverServed) {
  const KeyStore store;
  const auto blobs = store.open();
  const std::string bytes = some_bytes(200'000);
  const Sha256 name = *write_all(*blobs, bytes);
  const std::string good = text_of(store.file(name));
  std::fstream file(store.file(name), std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](std::size_t at, char byte) { file.seekp(static_cast<std::streamoff>(at)).put(byte).flush(); };
  constexpr std::size_t spare_slot = slot_offsets[1];
  for (std::size_t bit = 0; bit < sealed_header_bytes * 8; ++bit) {
    put(bit / 8, static_cast<char>(good[bit / 8] ^ (1 << (bit % 8))));
    const std::string got = read_or_code(*blobs, name);
    put(bit / 8, good[bit / 8]);
    // In the empty slot it looks like a rewrapping that broke off, and the other slot has the key.
    const bool in_spare_slot = bit / 8 >= spare_slot && bit / 8 < spare_slot + slot_bytes;
    ASSERT_EQ(got == bytes, in_spare_slot) << bit;
    ASSERT_TRUE(in_spare_slot || got == "blob.damaged") << bit << ": " << got;
  }
  std::mt19937_64 random(7);
  for (int i = 0; i < 300; ++i) {
    const std::size_t bit = sealed_header_bytes * 8 + random() % ((good.size() - sealed_header_bytes) * 8);
    put(bit / 8, static_cast<char>(good[bit / 8] ^ (1 << (bit % 8))));
    ASSERT_EQ(read_or_code(*blobs, name), "blob.damaged") << bit;
    ASSERT_FALSE(*blobs->is_intact(name)) << bit;
    put(bit / 8, good[bit / 8]);
  }
  EXPECT_EQ(read_or_code(*blobs, name), bytes);
}

TEST(SealedBlobs, ACutFileIsRefusedAtOnce) {
  const KeyStore store;
  const auto blobs = store.open();
  const Sha256 name = *write_all(*blobs, some_bytes(4 * chunk_bytes + 100));
  const std::string good = text_of(store.file(name));
  std::vector<std::size_t> lengths{
      0, 1, 2, sealed_header_bytes - 1, sealed_header_bytes, sealed_header_bytes + 27, sealed_header_bytes + 28, good.size() - 1};
  for (std::int64_t chunk = 1; chunk <= 4; ++chunk) {
    for (const std::int64_t beside : {-1, 0, 1, 28, 29}) lengths.push_back(static_cast<std::size_t>(record_offset(chunk) + beside));
  }
  for (const std::size_t length : lengths) {
    put_text(store.file(name), good.substr(0, length));
    const auto opened = blobs->open(name);
    ASSERT_FALSE(opened) << length;
    EXPECT_EQ(opened.error().code, "blob.damaged") << length;
  }
  put_text(store.file(name), good + "x");
  EXPECT_EQ(read_or_code(*blobs, name), "blob.damaged");
}

TEST(SealedBlobs, ChunksThatChangedPlacesAreFound) {
  const KeyStore store;
  const auto blobs = store.open();
  const Sha256 name = *write_all(*blobs, some_bytes(4 * chunk_bytes));
  const std::string good = text_of(store.file(name));
  const auto chunk = [&](std::int64_t number) { return good.substr(static_cast<std::size_t>(record_offset(number)), chunk_record_bytes); };
  const std::string head = good.substr(0, sealed_header_bytes);
  for (const std::string_view order : {"1023", "0213", "0012", "0123123", "013", "3", "012", "3210"}) {
    std::string changed = head;
    for (const char number : order) changed += chunk(number - '0');
    put_text(store.file(name), changed);
    EXPECT_EQ(read_or_code(*blobs, name), "blob.damaged") << order;
    EXPECT_FALSE(*blobs->is_intact(name)) << order;
  }
}

TEST(SealedBlobs, AFileUnderAnotherBlobsNameIsFound) {
  const KeyStore store;
  const auto blobs = store.open();
  const Sha256 a = *write_all(*blobs, some_bytes(100, 1)), b = *write_all(*blobs, some_bytes(100, 2));
  const std::string of_a = text_of(store.file(a)), of_b = text_of(store.file(b));
  put_text(store.file(a), of_b);
  EXPECT_EQ(read_or_code(*blobs, a), "blob.damaged");
  put_text(store.file(a), of_a.substr(0, sealed_header_bytes) + of_b.substr(sealed_header_bytes));
  EXPECT_EQ(read_or_code(*blobs, a), "blob.damaged") << "a head before the chunks of another blob";
}

TEST(SealedBlobs, TheSizeOfAFileTellsTheSizeOfItsText) {
  for (const std::int64_t bytes : {0, 1, 65535, 65536, 65537, 131072, 131073}) {
    const std::int64_t chunks = bytes == 0 ? 1 : (bytes + 65535) / 65536;
    EXPECT_EQ(text_bytes_of(static_cast<std::int64_t>(sealed_header_bytes) + bytes + 28 * chunks), bytes);
  }
  for (const std::int64_t file_bytes :
       {std::int64_t{0}, std::int64_t{1051}, record_offset(1) + 1, record_offset(1) + 28, record_offset(2) + 5})
    EXPECT_FALSE(text_bytes_of(file_bytes)) << file_bytes;
}

TEST(PlainBlobs, StayReadableWhenThereIsAKey) {
  const KeyStore store;
  const std::string bytes = some_bytes(100'000);
  const Sha256 name = *write_all(*store.open_without_key(), bytes);
  EXPECT_EQ(read_or_code(*store.open(), name), bytes);
  EXPECT_EQ(text_of(store.file(name))[0], 1);
  write_all(*store.open(), bytes).value();
  EXPECT_EQ(text_of(store.file(name))[0], 2) << "sent again, it is stored encrypted";
}

TEST(PlainBlobs, AFlippedBitIsNeverServed) {
  const KeyStore store;
  const auto blobs = store.open_without_key();
  for (const std::size_t size : {1u, 1000u, 200'000u}) {
    const std::string bytes = some_bytes(size);
    const Sha256 name = *write_all(*blobs, bytes);
    EXPECT_EQ(read_or_code(*blobs, name), bytes);
    const std::string good = text_of(store.file(name));
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, good.size() / 2, good.size() - 1}) {
      std::string changed = good;
      changed[at] = static_cast<char>(changed[at] ^ 0x10);
      put_text(store.file(name), changed);
      EXPECT_EQ(read_or_code(*blobs, name), "blob.damaged") << size << " at " << at;
      EXPECT_FALSE(*blobs->is_intact(name)) << size << " at " << at;
    }
    put_text(store.file(name), good.substr(0, good.size() - 1));
    EXPECT_EQ(read_or_code(*blobs, name), "blob.damaged") << size;
  }
}

TEST(RequiredKeys, AreNamedWhenTheyAreMissing) {
  const KeyStore store;
  EXPECT_TRUE(require_keys(store.blob_folder, nullptr)) << "a new folder";
  write_all(*store.open(), "photo").value();
  const std::string id = store.ring()->current().id;
  const auto none = require_keys(store.blob_folder, nullptr);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "keys.file_needed");
  EXPECT_EQ(none.error().arguments[0].value, id);
  const auto other_path = store.folder.path() / "other.key";
  make_key_file(other_path, {0}).value();
  const auto other = require_keys(store.blob_folder, KeyFile::open(other_path).value().get());
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "keys.missing");
  EXPECT_EQ(other.error().arguments[0].value, id);
  EXPECT_TRUE(require_keys(store.blob_folder, KeyFile::open(store.key_file).value().get()));
}

}  // namespace
}  // namespace cityaudit::store
