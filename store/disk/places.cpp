#include "store/disk/places.h"

#include "base/text.h"
#include "store/disk/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <cerrno>

namespace cityaudit::store {

namespace fs = std::filesystem;

Places::Places(fs::path folder) : folder_(std::move(folder)), incoming_(folder_ / "incoming"), partials_(folder_ / "partial") {}

Result<> Places::keep(const fs::path& file_path, const Sha256& name, bool checked) {
  const std::string hex = to_hex(name);
  const std::lock_guard lock(lock_of(name));
  std::error_code fault;
  if (fs::create_directory(shard(hex), fault)) CITYAUDIT_CHECK(sync_folder(folder_));
  fs::rename(file_path, file(hex), fault);
  if (fault) return file_error(fault.value(), "a blob could not be renamed");
  if (checked) checked_.add(version_of(file(hex)));
  return sync_folder(shard(hex));
}

Result<bool> Places::replace(const fs::path& file_path, const Sha256& name) {
  const std::string hex = to_hex(name);
  const fs::path target = file(hex);
  const std::lock_guard lock(lock_of(name));
  // Exchanging fails where the blob is gone: what was erased meanwhile does not come back.
  if (::renameat2(AT_FDCWD, file_path.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0) {
    if (errno == ENOENT) return false;
    return file_error(errno, "a blob could not be exchanged");
  }
  CITYAUDIT_CHECK(sync_folder(shard(hex)));
  std::error_code fault;
  fs::remove(file_path, fault);
  if (fault) return file_error(fault.value(), "a replaced file could not be removed");
  return true;
}

Result<std::set<std::string>> Places::read_key_ids() const {
  std::set<std::string> ids;
  const auto file = File::open(folder_ / "keys");
  if (!file) return file.error().kind == ErrorKind::not_found ? Result<std::set<std::string>>(ids) : file.error();
  CITYAUDIT_TRY(bytes, file->bytes());
  std::string text(static_cast<std::size_t>(std::min<std::int64_t>(bytes, 1 << 20)), '\0');
  CITYAUDIT_TRY(got, file->read(0, {reinterpret_cast<unsigned char*>(text.data()), text.size()}));
  text.resize(got);
  for (const std::string_view line : split(text, '\n'))
    if (!trim(line).empty()) ids.emplace(trim(line));
  return ids;
}

Result<> Places::write_key_ids(const std::set<std::string>& ids) {
  const fs::path next = incoming_ / uuid_v4();
  std::string text;
  for (const std::string& id : ids) text += id + '\n';
  {
    CITYAUDIT_TRY(file, File::create(next));
    CITYAUDIT_CHECK(file.write(bytes_of(text)));
    CITYAUDIT_CHECK(file.sync());
  }
  std::error_code fault;
  fs::rename(next, folder_ / "keys", fault);
  if (fault) return file_error(fault.value(), "the list of keys in use could not be renamed");
  return sync_folder(folder_);
}

Result<std::set<std::string>> Places::key_ids() {
  const std::lock_guard lock(keys_mutex_);
  return read_key_ids();
}

Result<> Places::remember_key(const std::string& id) {
  const std::lock_guard lock(keys_mutex_);
  if (remembered_ == id) return {};
  // Another process may add to the list at the same time.
  CITYAUDIT_TRY(alone, File::open_to_change(folder_ / "keys.lock", true));
  CITYAUDIT_CHECK(alone.lock());
  CITYAUDIT_TRY(ids, read_key_ids());
  if (ids.insert(id).second) CITYAUDIT_CHECK(write_key_ids(ids));
  remembered_ = id;
  return {};
}

Result<> Places::forget_keys_but(const std::set<std::string>& ids) {
  const std::lock_guard lock(keys_mutex_);
  CITYAUDIT_TRY(alone, File::open_to_change(folder_ / "keys.lock", true));
  CITYAUDIT_CHECK(alone.lock());
  CITYAUDIT_TRY(held, read_key_ids());
  std::erase_if(held, [&](const std::string& id) { return !ids.contains(id); });
  remembered_.clear();
  return write_key_ids(held);
}

Result<> for_each_blob(const Places& places, const std::function<void(const Sha256&)>& fn) {
  std::error_code fault;
  for (const auto& shard : fs::directory_iterator(places.folder(), fault)) {
    if (shard.path().filename().string().size() != 2) continue;
    for (const auto& entry : fs::directory_iterator(shard.path(), fault))
      if (const auto name = sha256_from_hex(entry.path().filename().string())) fn(*name);
  }
  if (fault) return file_error(fault.value(), "the blobs could not be listed");
  return {};
}

}  // namespace cityaudit::store
