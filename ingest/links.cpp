#include "ingest/links.h"

#include <fcntl.h>
#include <unistd.h>
#include <fstream>

namespace cityaudit::ingest {

Result<LinkKey> LinkKey::load_or_make(const std::filesystem::path& file) {
  constexpr std::size_t key_bytes = 32;
  const auto read = [&] {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  if (std::string existing = read(); existing.size() == key_bytes) return LinkKey(std::move(existing));
  if (std::filesystem::exists(file)) return Error(ErrorKind::internal, "link.key_damaged", "the link key has the wrong length");
  std::string secret(key_bytes, '\0');
  random_bytes({reinterpret_cast<unsigned char*>(secret.data()), secret.size()});
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    // Another process made it at the same moment.
    if (std::string existing = read(); existing.size() == key_bytes) return LinkKey(std::move(existing));
    return Error(ErrorKind::unavailable, "link.key_unwritable", "the link key could not be written");
  }
  const bool written = ::write(descriptor, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) return Error(ErrorKind::unavailable, "link.key_unwritable", "the link key could not be written");
  return LinkKey(std::move(secret));
}

Sha256 LinkKey::digest(std::string_view purpose, Bytes data) const {
  std::string text = std::string(purpose) + ':';
  text.append(data.begin(), data.end());
  return hmac_sha256(bytes_of(secret_), bytes_of(text));
}

std::string LinkKey::activity_token(const Uuid& activity, std::int64_t epoch) const {
  const Sha256 mac = hmac_sha256(bytes_of(secret_), bytes_of(to_string(activity) + ':' + std::to_string(epoch)));
  return to_base64url(Bytes{mac.value}.first(16));
}

}  // namespace cityaudit::ingest
