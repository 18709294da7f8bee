#include "store/key_ring.h"

#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>

namespace cityaudit::store {
namespace {

constexpr std::int64_t file_bytes_max = 65536;

std::int64_t steady_millis() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

bool is_key_id(std::string_view id) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= key_id_bytes_max && std::all_of(id.begin(), id.end(), fits);
}

/// Text with keys in it, wiped when it goes.
struct SecretText {
  std::string text;
  ~SecretText() { OPENSSL_cleanse(text.data(), text.size()); }
};

Error unreadable(const std::filesystem::path& path, std::string detail) {
  return Error(ErrorKind::invalid, "keys.file_unreadable", std::move(detail), {{"file", path.string()}});
}

Result<> read_text(const std::filesystem::path& path, SecretText& into) {
  const auto file = File::open(path);
  if (!file) return unreadable(path, file.error().message);
  const auto bytes = file->bytes();
  if (!bytes || *bytes > file_bytes_max) return unreadable(path, "not a file of a reasonable size");
  into.text.resize(static_cast<std::size_t>(*bytes));
  const auto got = file->read(0, {reinterpret_cast<unsigned char*>(into.text.data()), into.text.size()});
  if (!got) return unreadable(path, got.error().message);
  into.text.resize(*got);
  return {};
}

}  // namespace

DataKey DataKey::make(UtcMillis now) {
  std::array<unsigned char, 2> digits{};
  random_bytes(digits);
  return {to_iso8601(now).substr(0, 10) + '-' + to_hex(Bytes{digits}), SecretKey::random()};
}

std::string DataKey::line() const { return id + ':' + to_base64(Bytes{key.value}); }

Result<KeyRing> KeyRing::parse(std::string_view text) {
  KeyRing ring;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    const auto middle = line.find(':');
    const std::string_view id = trim(line.substr(0, middle));
    std::optional<std::string> bytes;
    if (middle != line.npos) bytes = from_base64(trim(line.substr(middle + 1)));
    DataKey key{std::string(id), {}};
    if (!is_key_id(id) || !bytes || bytes->size() != key.key.value.size() || ring.find(id) != nullptr)
      return Error(ErrorKind::invalid, "keys.line_unusable", {}, {{"line", std::to_string(number)}});
    std::copy(bytes->begin(), bytes->end(), key.key.value.begin());
    OPENSSL_cleanse(bytes->data(), bytes->size());
    ring.keys_.push_back(std::move(key));
  }
  if (ring.keys_.empty()) return Error(ErrorKind::invalid, "keys.none");
  return ring;
}

const DataKey* KeyRing::find(std::string_view id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const DataKey& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const KeyRing>> KeyFile::read() const {
  SecretText text;
  CITYAUDIT_CHECK(read_text(path_, text));
  auto ring = KeyRing::parse(text.text);
  if (!ring) {
    Error error = ring.error();
    error.arguments.push_back({"file", path_.string()});
    return error;
  }
  return std::shared_ptr<const KeyRing>(std::make_shared<KeyRing>(*std::move(ring)));
}

Result<std::shared_ptr<KeyFile>> KeyFile::open(const std::filesystem::path& path) {
  std::shared_ptr<KeyFile> file(new KeyFile(path));
  file->seen_ = version_of(path);
  CITYAUDIT_TRY(ring, file->read());
  file->ring_ = ring;
  file->asked_millis_ = steady_millis();
  struct stat facts{};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    log::warning("the key file can be read by others than its owner", {});
  return file;
}

std::shared_ptr<const KeyRing> KeyFile::ring() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = steady_millis();
  if (now - asked_millis_ < 1000) return ring_;
  asked_millis_ = now;
  const FileVersion version_now = version_of(path_);
  if (version_now == seen_) return ring_;
  seen_ = version_now;
  // A file that is gone or broken for the moment is no reason to forget the keys one has.
  if (auto ring = read()) {
    ring_ = *ring;
    log::info("the key file was read again", {{"keys", ring_->keys().size()}, {"key_id", ring_->current().id}});
  } else {
    log::error("the key file was not read again", {{"code", ring.error().code}, {"detail", ring.error().message}});
  }
  return ring_;
}

Result<std::string> make_key_file(const std::filesystem::path& path, UtcMillis now) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return Error(ErrorKind::conflict, "keys.file_exists", {}, {{"file", path.string()}});
  const DataKey key = DataKey::make(now);
  SecretText text{key.line() + '\n'};
  CITYAUDIT_TRY(file, File::create(path));
  CITYAUDIT_CHECK(file.write(bytes_of(text.text)));
  CITYAUDIT_CHECK(file.sync());
  CITYAUDIT_CHECK(sync_folder(std::filesystem::absolute(path).parent_path()));
  return key.id;
}

Result<std::string> add_key(const std::filesystem::path& path, UtcMillis now) {
  SecretText text;
  CITYAUDIT_CHECK(read_text(path, text));
  CITYAUDIT_TRY(ring, KeyRing::parse(text.text));
  DataKey key = DataKey::make(now);
  while (ring.find(key.id) != nullptr) key = DataKey::make(now);
  SecretText changed{key.line() + '\n' + text.text};
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return unreadable(path, "its rights are unknown");
  const std::filesystem::path next = path.string() + ".next";
  std::error_code fault;
  std::filesystem::remove(next, fault);
  CITYAUDIT_TRY(file, File::create(next));
  CITYAUDIT_CHECK(file.write(bytes_of(changed.text)));
  // Made by root, read by the server's own user: the owner stays who it was.
  if (::chown(next.c_str(), facts.st_uid, facts.st_gid) != 0 && ::geteuid() == 0) return unreadable(path, "its owner cannot be kept");
  if (::chmod(next.c_str(), facts.st_mode & 07777) != 0) return unreadable(path, "its rights cannot be kept");
  CITYAUDIT_CHECK(file.sync());
  std::filesystem::rename(next, path, fault);
  if (fault) return file_error(fault.value(), "the key file could not be renamed");
  CITYAUDIT_CHECK(sync_folder(std::filesystem::absolute(path).parent_path()));
  return key.id;
}

}  // namespace cityaudit::store
