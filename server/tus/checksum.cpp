#include "server/tus/checksum.h"

#include "base/text.h"

#include <openssl/evp.h>
#include <array>
#include <cstdlib>

namespace cityaudit::server::tus {

struct Checksum::State {
  State(const EVP_MD* algorithm, std::string wanted) : expected(std::move(wanted)) {
    if (!context || EVP_DigestInit_ex(context, algorithm, nullptr) != 1) std::abort();
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string expected;
};

Result<Checksum> Checksum::begin(std::string_view header) {
  const auto space = header.find(' ');
  const std::string_view name = header.substr(0, space);
  const EVP_MD* algorithm = name == "sha1" ? EVP_sha1() : name == "sha256" ? EVP_sha256() : name == "md5" ? EVP_md5() : nullptr;
  if (!algorithm) return Error(ErrorKind::invalid, "upload.checksum_algorithm");
  const auto expected = space == std::string_view::npos ? std::nullopt : from_base64(trim(header.substr(space + 1)));
  if (!expected || expected->size() != static_cast<std::size_t>(EVP_MD_get_size(algorithm)))
    return Error(ErrorKind::invalid, "upload.header", {}, {{"header", "upload-checksum"}});
  return Checksum(std::make_unique<State>(algorithm, *expected));
}

Checksum::Checksum(std::unique_ptr<State> state) : state_(std::move(state)) {}
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum::~Checksum() = default;

void Checksum::update(Bytes piece) {
  if (EVP_DigestUpdate(state_->context, piece.data(), piece.size()) != 1) std::abort();
}

bool Checksum::matches() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(state_->context, digest.data(), &length) != 1) std::abort();
  return equal_in_constant_time({reinterpret_cast<const char*>(digest.data()), length}, state_->expected);
}

}  // namespace cityaudit::server::tus
