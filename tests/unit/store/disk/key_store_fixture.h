#pragma once
// A blob folder with a key file beside it, and ways to look at it as a thief would. One thread.

#include "store/disk/disk_blob_store.h"
#include "tests/support/temporary_folder.h"

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace cityaudit::store {

struct KeyStore {
  cityaudit::tests::TemporaryFolder folder;
  std::filesystem::path key_file = folder.path() / "data.key";
  std::filesystem::path blob_folder = folder.path() / "blobs";

  KeyStore() { make_key_file(key_file, {0}).value(); }
  std::unique_ptr<BlobStore> open() const {
    return std::move(open_disk_blob_store(blob_folder, 0, KeyFile::open(key_file).value())).value();
  }
  std::unique_ptr<BlobStore> open_without_key() const { return std::move(open_disk_blob_store(blob_folder, 0)).value(); }
  std::shared_ptr<const KeyRing> ring() const { return KeyFile::open(key_file).value()->ring(); }
  std::filesystem::path file(const Sha256& name) const {
    const std::string hex = to_hex(name);
    return blob_folder / hex.substr(0, 2) / hex;
  }
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The file gets new bytes and a new date, as through another program.
inline void put_text(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline std::string some_bytes(std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

/// Every byte below the folder, names of files too.
inline std::string everything_in(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    all += entry.path().string() + '\n';
    if (entry.is_regular_file()) all += text_of(entry.path());
  }
  return all;
}

/// What a reader gives out, or the code of its refusal.
inline std::string read_or_code(BlobStore& blobs, const Sha256& name) {
  const auto bytes = read_all(blobs, name, std::int64_t{1} << 30);
  return bytes ? *bytes : bytes.error().code;
}

}  // namespace cityaudit::store
